export type AnyRequest = {
  requestId: string;
  decidedAt: string;
  /** Null: the key was not known. */
  mode: "live" | "test" | null;
  status: number;
  code: string | null;
  method: string;
  /** The route's pattern; null for an unknown route. */
  routePath: string | null;
  apiSlug: string | null;
  tenant: { id: string; name: string } | null;
  keyId: string | null;
  keyHint: string | null;
  keyName: string | null;
  planName: string | null;
  units: number;
  gateUs: number;
  totalMs: number;
  door: "gateway" | "portal";
  /** Equal refusals that the row stands for. */
  weight: number;
};

export type GatewayNode = { nodeId: string; door: "gateway" | "portal"; startedAt: string; seenAt: string };

/** A route that a tenant has called lately. */
export type CalledRoute = {
  routeId: string;
  method: string;
  path: string;
  apiId: string;
  apiSlug: string;
  apiName: string;
};
