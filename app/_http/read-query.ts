import { AppError } from "@/lib/errors";

/**
 * A query as one value a name.
 * @throws AppError `invalid_request` when a parameter is given twice (which one counts would be a guess) or `__proto__`.
 */
export function readQuery(query: URLSearchParams): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of query) {
    if (name === "__proto__") {
      throw new AppError("invalid_request", "The parameter __proto__ is not allowed.", { parameter: name });
    }
    if (values.has(name)) {
      throw new AppError("invalid_request", "A query parameter is given twice.", { parameter: name.slice(0, 100) });
    }
    values.set(name, value);
  }
  return Object.fromEntries(values);
}
