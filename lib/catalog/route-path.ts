const segment = /^(?:[A-Za-z0-9._~!$&'()+,;=:@-]+|\{[a-z][A-Za-z0-9_]{0,31}\})$/;

/** Why a text is no route pattern, as a sentence; null when it is one. */
export function routePathProblem(path: string): string | null {
  if (!path.startsWith("/")) return "must start with /";
  if (path.length > 200) return "must have at most 200 characters";
  if (path === "/") return null;
  const segments = path.slice(1).split("/");
  const names = new Set<string>();
  for (const [index, part] of segments.entries()) {
    if (part === "*" && index === segments.length - 1) continue;
    if (part === "") return "must not have an empty segment";
    if (part === "*") return "may have * as its last segment only";
    if (part === "." || part === "..") return "must not have dot segments";
    if (!segment.test(part)) return `has a segment that is neither plain text nor {name}: ${part}`;
    if (part.startsWith("{")) {
      if (names.has(part)) return `uses ${part} twice`;
      names.add(part);
    }
  }
  return null;
}

/** The pattern without the names of its parameters: two routes of one shape would answer the same calls. */
export const routeShape = (path: string): string => path.replaceAll(/\{[^}]+\}/g, "{}");
