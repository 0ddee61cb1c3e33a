import type { z } from "zod";

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/**
 * The filters that an address holds. A page never fails because of its address: a filter that a use case would refuse
 * is left out, and the filter bar shows what is in force.
 */
export async function readSearch<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  searchParams: SearchParams,
): Promise<{ [Name in keyof Shape & string]?: Extract<z.input<Shape[Name]>, string> }> {
  const given = await searchParams;
  const kept: Record<string, string> = {};
  for (const [name, part] of Object.entries(schema.shape)) {
    const value = given[name];
    const text = Array.isArray(value) ? value[0] : value;
    if (text && (part as z.ZodType).safeParse(text).success) kept[name] = text;
  }
  return kept as { [Name in keyof Shape & string]?: Extract<z.input<Shape[Name]>, string> };
}
