import type { RefusalFamily } from "@/lib/analytics/refusal-family";

export type RateBucket = {
  start: string;
  /** Calls whose entitlement gate said yes or no (E): the one denominator. */
  eligible: number;
  /** 402 refusals by family (P). */
  refused: Record<RefusalFamily, number>;
  /** False while calls may still arrive in it. */
  complete: boolean;
};

export type RefusalRate = { asOf: string; stepMs: number; eligible: number; refused: number; buckets: RateBucket[] };

/** Status classes as they are drawn: 402 and 429 stand apart from the other client errors. */
export type StatusClass = "ok" | "402" | "429" | "4xx" | "5xx";

export type VolumeBucket = { start: string; calls: Record<StatusClass, number>; complete: boolean };

export type RequestVolume = { asOf: string; stepMs: number; calls: number; buckets: VolumeBucket[] };

export type RefusedTenant = {
  tenantId: string;
  tenantName: string;
  /** The newest refusal that is still true. */
  code: string;
  requestId: string;
  refusedAt: string;
  feature: { id: string; name: string; unitPlural: string } | null;
  /** What it holds now, an ended subscription too. */
  planVersionId: string | null;
  planName: string | null;
  limitUnits: number | null;
  usedUnits: number | null;
  /** 402 answers in the window, folded ones counted in full. */
  refusals: number;
};

export type RefusedTenants = { rows: RefusedTenant[]; refused: number; asked: number };

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
