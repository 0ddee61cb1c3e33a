import type { Api, Catalog, Route } from "@/lib/catalog/types";

type Node = {
  literals: Map<string, Node>;
  parameter: Node | null;
  /** Routes by method that end here, and those that match every rest (`/*`). */
  ends: Map<string, Route> | null;
  rests: Map<string, Route> | null;
};

export type CompiledApi = { api: Api; root: Node };
/** The catalogue's routes, made ready once a snapshot. */
export type RouteMatcher = ReadonlyMap<string, CompiledApi>;

export type RouteMatch =
  | { kind: "found"; api: Api; route: Route }
  | { kind: "unknown_api" }
  | { kind: "unknown_path"; api: Api }
  | { kind: "other_method"; api: Api; allow: readonly string[] }
  | { kind: "bad_path"; problem: string };

const newNode = (): Node => ({ literals: new Map(), parameter: null, ends: null, rests: null });

function insertRoute(root: Node, route: Route): void {
  let at = root;
  const segments = route.path.slice(1).split("/");
  for (const [index, segment] of segments.entries()) {
    if (segment === "*" && index === segments.length - 1) {
      at.rests ??= new Map();
      at.rests.set(route.method, route);
      return;
    }
    let next = segment.startsWith("{") ? at.parameter : at.literals.get(segment);
    if (!next) {
      next = newNode();
      if (segment.startsWith("{")) at.parameter = next;
      else at.literals.set(segment, next);
    }
    at = next;
  }
  at.ends ??= new Map();
  at.ends.set(route.method, route);
}

/** Builds the matcher of one catalogue snapshot. */
export function compileRoutes(catalog: Pick<Catalog, "apis" | "routes">): RouteMatcher {
  const bySlug = new Map(catalog.apis.map((api) => [api.slug, { api, root: newNode() }]));
  const byId = new Map([...bySlug.values()].map((compiled) => [compiled.api.id, compiled]));
  for (const route of catalog.routes) {
    const compiled = byId.get(route.apiId);
    if (compiled) insertRoute(compiled.root, route);
  }
  return bySlug;
}

/**
 * Why the bytes of a path are not taken, or null. The same bytes are matched and sent upstream, nothing is decoded;
 * so whatever another server could read as a different path is refused: dot segments, backslashes, control
 * characters, and plain letters in percent form, which would match a parameter here and a literal there.
 */
export function pathProblem(path: string): string | null {
  if (/^[A-Za-z0-9/_-]*$/.test(path)) return null;
  if (!/^[\x21-\x7e]*$/.test(path)) return "the path has characters that must be percent-encoded";
  if (path.includes("\\") || /%5c/i.test(path)) return "the path has a backslash";
  if (/%(?![0-9A-Fa-f]{2})/.test(path)) return "the path has a broken percent-encoding";
  if (/%[01][0-9A-Fa-f]|%7f/i.test(path)) return "the path has an encoded control character";
  if (/%(?:3[0-9]|4[1-9A-F]|5[0-9A]|6[1-9A-F]|7[0-9A]|2[DE]|5F)/i.test(path)) {
    return "the path has an encoded character that needs no encoding";
  }
  if (/(?:^|\/)\.{1,2}(?:[/;]|$)/.test(path)) return "the path has a dot segment";
  return /[#<>"`{}|^]/.test(path) ? "the path has characters that must be percent-encoded" : null;
}

/** Finds where segments end; literals win over parameters, and both over a rest, however deep the detour was. */
function findEnds(at: Node, segments: readonly string[], index: number): Map<string, Route> | null {
  if (index === segments.length) return at.ends;
  const segment = segments[index] ?? "";
  const literal = at.literals.get(segment);
  const found = literal && findEnds(literal, segments, index + 1);
  if (found) return found;
  if (at.parameter && segment !== "") {
    const byParameter = findEnds(at.parameter, segments, index + 1);
    if (byParameter) return byParameter;
  }
  return at.rests;
}

/** Methods that a route answers: a GET answers HEAD as well. */
function allowedMethods(ends: Map<string, Route>): string[] {
  const methods = new Set(ends.keys());
  if (methods.has("GET")) methods.add("HEAD");
  return [...methods].sort();
}

/**
 * Which route a call is for. `path` is the raw path after the api's slug, without the query; it starts with a slash.
 */
export function matchRoute(matcher: RouteMatcher, slug: string, method: string, path: string): RouteMatch {
  const compiled = matcher.get(slug);
  if (!compiled) return { kind: "unknown_api" };
  const problem = pathProblem(path);
  if (problem) return { kind: "bad_path", problem };
  const ends = findEnds(compiled.root, path.slice(1).split("/"), 0);
  if (!ends) return { kind: "unknown_path", api: compiled.api };
  const route = ends.get(method) ?? (method === "HEAD" ? ends.get("GET") : undefined);
  if (route) return { kind: "found", api: compiled.api, route };
  return { kind: "other_method", api: compiled.api, allow: allowedMethods(ends) };
}
