import type { z } from "zod";
import { AppError, type FieldError } from "@/lib/errors";

const pointer = (path: readonly PropertyKey[]) =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/**
 * Reads a use case's input, whoever called it: the browser, another use case or the seed.
 * @throws AppError `validation_failed` whose `details.errors` name every field.
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const errors: FieldError[] = result.error.issues.map((issue) => ({
    pointer: pointer(issue.path),
    code: issue.code,
    message: issue.message,
  }));
  throw new AppError("validation_failed", "", { errors });
}
