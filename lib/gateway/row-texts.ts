import type { Route } from "@/lib/catalog/types";

// What a route says is the same for every call, and a route is replaced with its catalogue.
const byRoute = new WeakMap<Route, string>();

/** A route's api and path as members of a JSON object. */
export function routeText(route: Route): string {
  const known = byRoute.get(route);
  if (known !== undefined) return known;
  const { apiId, path } = route;
  const text = JSON.stringify({ apiId, routePath: path }).slice(1, -1);
  byRoute.set(route, text);
  return text;
}

// Many calls come in one millisecond.
let writtenMs = Number.NaN;
let writtenText = "";

/** RFC 3339 with milliseconds. */
export function instantText(at: Date): string {
  if (at.getTime() !== writtenMs) {
    writtenMs = at.getTime();
    writtenText = at.toISOString();
  }
  return writtenText;
}

/** A hint is letters, digits, underscores and one ellipsis (lib/keys/key-format.ts); told in ASCII for JSON. */
export const hintText = (hint: string): string => hint.replace("…", "\\u2026");
