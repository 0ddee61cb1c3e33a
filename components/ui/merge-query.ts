export type QueryChange = Readonly<Record<string, string | readonly string[] | null>>;

/**
 * A query with some parameters changed: null, "" and an empty list take one out, a list is joined by commas.
 * A new filter begins at the first page, so the cursors `after` and `before` go unless they are what changes.
 */
export function mergeQuery(query: string, change: QueryChange): string {
  const next = new URLSearchParams(query);
  if (!Object.hasOwn(change, "after")) next.delete("after");
  if (!Object.hasOwn(change, "before")) next.delete("before");
  for (const [name, value] of Object.entries(change)) {
    const text = typeof value === "string" || value === null ? value : value.join(",");
    if (text) next.set(name, text);
    else next.delete(name);
  }
  // Commas read better bare, and mean the same in a query.
  return next.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/** The values of a comma-separated parameter, in order, without empty ones. */
export const parseList = (text: string | null): string[] => (text ?? "").split(",").filter((value) => value !== "");
