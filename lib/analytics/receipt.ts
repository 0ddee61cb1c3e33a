import type { Feature } from "@/lib/catalog/types";
import type { GateResult } from "@/lib/entitlements/types";
import type { Code } from "@/lib/errors";

/** One decision as its receipt tells it. Never a path, a query, an address or a secret. */
export type Receipt = {
  requestId: string;
  decidedAt: Date;
  mode: "live" | "test" | null;
  status: number;
  /** Null: the call was let through. */
  code: Code | null;
  tenant: { id: string; name: string; timeZone?: string } | null;
  key: { id: string; name: string; hint: string } | null;
  api: { slug: string; name: string } | null;
  method: string;
  /** The route's pattern; null for an unknown route. */
  routePath: string | null;
  feature: Pick<Feature, "id" | "slug" | "name" | "nameDe" | "kind" | "unit" | "unitPlural" | "contactSales"> | null;
  plan: { id: string; name: string; versionNumber: number } | null;
  gates: readonly GateResult[];
  reasons: readonly string[];
  details: Readonly<Record<string, unknown>>;
  limitUnits: number | null;
  usedUnits: number | null;
  askedUnits: number | null;
  /** Units charged. */
  units: number;
  upstreamStatus: number | null;
  totalMs: number;
  /** Equal refusals that this row stands for, itself included. */
  weight: number;
};
