import type { SampleRoute } from "@/lib/keys/types";

export type SampleCall = { curl: string; envLine: string };

/** Ready-made lines for a secret: a call that a key of these scopes may make, and the line for an `.env` file. */
export function sampleCall(
  routes: readonly SampleRoute[],
  scopes: readonly string[],
  gatewayUrl: string,
  secret: string,
): SampleCall {
  const open = routes.filter((route) => route.scope === null || scopes.includes(route.scope));
  const route = open.find((each) => each.scope !== null) ?? open[0];
  const apiSlug = route?.apiSlug ?? routes[0]?.apiSlug ?? "api";
  const address = route ? `${gatewayUrl}/${route.apiSlug}${route.path}` : `${gatewayUrl}/${apiSlug}/…`;
  return {
    curl: `curl -i -H "Authorization: Bearer ${secret}" "${address}"`,
    envLine: `${apiSlug.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_API_KEY=${secret}`,
  };
}
