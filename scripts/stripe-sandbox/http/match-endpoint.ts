/** Finds which of the endpoints ("GET /v1/prices/{id}") a call means; one with fewer parameters wins. */
export function endpointMatcher(endpoints: string[]) {
  const patterns = endpoints
    .map((endpoint) => {
      const [method = "", path = ""] = endpoint.split(" ");
      const parts = path.split("/");
      return { endpoint, method, parts, holes: parts.filter((part) => part.startsWith("{")).length };
    })
    .sort((a, b) => a.holes - b.holes);
  return (method: string, path: string): { endpoint: string; id: string } | null => {
    const parts = path.split("/");
    const found = patterns.find(
      (pattern) =>
        pattern.method === method &&
        pattern.parts.length === parts.length &&
        pattern.parts.every((part, index) => part === parts[index] || (part.startsWith("{") && parts[index] !== "")),
    );
    if (!found) return null;
    const hole = found.parts.findIndex((part) => part.startsWith("{"));
    return { endpoint: found.endpoint, id: hole < 0 ? "" : (parts[hole] ?? "") };
  };
}
