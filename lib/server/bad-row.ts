import type { z } from "zod";

/** A row of the store that cannot be used as it is. Whoever holds an older value of it keeps that one. */
export class BadRow extends Error {
  constructor(
    /** What the row is, e.g. `key`. */
    readonly kind: string,
    readonly id: string,
    problem: string,
  ) {
    super(`The ${kind} ${id} cannot be used: ${problem}`);
    this.name = "BadRow";
  }
}

/** What is wrong with a row that was read, as words for the log; null when it fits. */
export function rowProblem(schema: z.ZodType, row: unknown): string | null {
  const result = schema.safeParse(row);
  return result.success
    ? null
    : result.error.issues.map(({ path, message }) => `${path.map(String).join(".")}: ${message}`).join("; ");
}
