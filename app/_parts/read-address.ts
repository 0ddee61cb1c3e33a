import type { z } from "zod";
import type { SearchParams } from "@/app/_parts/read-search";
import { resolveScope, ScopeInput, scopeFields } from "@/lib/analytics/scope";
import { AppError, type FieldError } from "@/lib/errors";

/** A parameter that says something nobody can show, and why. */
export type AddressProblem = { name: string; message: string };

/** What of an address could be read, as texts. */
export type AddressValues<Shape extends z.ZodRawShape> = {
  [Name in keyof Shape & string]?: Extract<z.input<Shape[Name]>, string>;
};

/**
 * What an address asks of a page of numbers. Nothing in it is left out in silence: figures of a window or filter that
 * nobody asked for would look like an answer. An empty value asks for nothing.
 *
 * @param schema of the page's parameters; where it holds a window, that is checked as a whole
 */
export async function readAddress<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  searchParams: SearchParams,
  now = new Date(),
): Promise<{ values: AddressValues<Shape>; problems: AddressProblem[] }> {
  const values: Record<string, string> = {};
  const problems: AddressProblem[] = [];
  for (const [name, given] of Object.entries(await searchParams)) {
    const texts = [given ?? []].flat().filter((text) => text !== "");
    const [text] = texts;
    if (text === undefined) continue;
    const message = problemOf(texts.length, schema.shape[name] as z.ZodType | undefined, text);
    if (message === null) values[name] = text;
    else problems.push({ name, message });
  }
  if (problems.length === 0 && "from" in schema.shape) problems.push(...windowProblems(values, now));
  return { values: values as AddressValues<Shape>, problems };
}

function problemOf(count: number, part: z.ZodType | undefined, text: string): string | null {
  if (!part) return "This page has no such filter.";
  if (count > 1) return "It stands in the address more than once.";
  const parsed = part.safeParse(text);
  if (parsed.success) return null;
  const [issue] = parsed.error.issues;
  if (issue?.code === "invalid_value")
    return `It can only be ${issue.values.length > 1 ? "one of " : ""}${issue.values.join(", ")}.`;
  const said = issue?.message ?? "It cannot be read.";
  return `${said.charAt(0).toUpperCase()}${said.slice(1).replace(/\.$/, "")}.`;
}

/** A window that is reversed, empty, too long or wholly ahead. Its zone matters to none of these. */
function windowProblems(values: Record<string, string>, now: Date): AddressProblem[] {
  const given = Object.fromEntries(Object.entries(values).filter(([name]) => name in scopeFields));
  // A page may offer more ranges than the pages of numbers share; those it has checked by itself.
  const parsed = ScopeInput.safeParse(given);
  if (!parsed.success) return [];
  try {
    resolveScope(parsed.data, { now, reportZone: "UTC" });
    return [];
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "validation_failed") return addressProblems(thrown);
    throw thrown;
  }
}

/** What a use case refused about its input, as problems of the address that asked for it. */
export const addressProblems = (refusal: AppError): AddressProblem[] => {
  const errors = (refusal.details.errors ?? []) as FieldError[];
  const problems = errors.map(({ pointer, message }) => ({ name: pointer.slice(1).split("/")[0] ?? "", message }));
  return problems.length > 0 ? problems : [{ name: "", message: refusal.message }];
};
