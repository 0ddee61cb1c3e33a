import type { AccountRef, HoldRequest, Source } from "@/lib/metering/types";
import type { Entitlement } from "../model/tables";
import type { Random } from "./random";

/** A paying customer of the simulated world: what it has bought, and how its calls are counted. */
export type Tenant = {
  tenantId: string;
  featureId: string;
  keyId: string;
  entitlement: Entitlement;
  /** Units of the key's budget; null sets none. */
  budget: number | null;
  /** Micro-credits of one unit; null: credits pay nothing. */
  microPerUnit: number | null;
  /** Credits that it begins with, and buys again, in lots. */
  lotMicro: number;
  lotLifeMs: number | null;
  periodMs: number;
  cost: "one" | "fixed" | "variable" | "stream";
  /** Most that a call costs. */
  units: number;
  /** Its calls hold units that may come back: another call may have to wait for them. */
  isContended: boolean;
  /** Since when all its calls were answered that others hold its units, and how many. */
  heldSinceMs: number | null;
  heldCount: number;
  /** Share of all calls. */
  weight: number;
};

export type Lot = { account: AccountRef; expiresAtMs: number | null; createdAtMs: number };

const hourMs = 3_600_000;

export function createTenants(random: Random, count: number): Tenant[] {
  return Array.from({ length: count }, (_, index) => createTenant(random, index));
}

function createTenant(random: Random, index: number): Tenant {
  const cost = random.pick(["one", "one", "fixed", "variable", "stream"] as const);
  const units = cost === "one" ? 1 : random.between(2, 12);
  const isUnlimited = random.chance(0.1);
  const small = random.between(1, 40) * (cost === "one" ? 1 : units);
  const funding = random.pick(["quota", "quota", "quota", "quota+credits", "credits", "quota+overage"] as const);
  const hasCredits = funding === "quota+credits" || funding === "credits";
  const quota = funding === "credits" ? 0 : random.pick([small, small, random.between(100, 3_000)]);
  const microPerUnit = hasCredits ? random.pick([1, 250_000] as const) : null;
  return {
    tenantId: `ten_${index}`,
    featureId: `fea_${index}`,
    keyId: `key_${index}`,
    entitlement: {
      included: true,
      units: isUnlimited && !hasCredits ? null : quota,
      isPostpaid: funding === "quota+overage",
      extras: [],
    },
    budget: random.chance(0.2) ? random.between(1, 60) * units : null,
    microPerUnit,
    lotMicro: random.between(1, 30) * units * (microPerUnit ?? 1) + random.below(microPerUnit ?? 1),
    lotLifeMs: random.pick([null, null, 5_000]),
    periodMs: random.pick([hourMs, hourMs, 4_000, 9_000]),
    cost,
    units,
    isContended: cost === "variable" || cost === "stream",
    heldSinceMs: null,
    heldCount: 0,
    weight: random.pick([1, 1, 4, 12]),
  };
}

/** How one call asks for its units at an instant, given the lots its node knows of. */
export function holdOf(tenant: Tenant, requestId: string, atMs: number, lots: readonly Lot[]): HoldRequest {
  const { tenantId, keyId, featureId, units, cost } = tenant;
  const isFixed = cost === "one" || cost === "fixed";
  return {
    requestId,
    tenantId,
    keyId,
    routeId: "rou_1",
    featureId,
    mode: "live",
    units,
    isFixed,
    minUnits: isFixed ? units : 1,
    caps: tenant.budget === null ? [] : [periodAccount(tenant, "cap", atMs)],
    sources: sourcesOf(tenant, atMs, lots),
  };
}

function sourcesOf(tenant: Tenant, atMs: number, lots: readonly Lot[]): Source[] {
  const { entitlement, microPerUnit } = tenant;
  const sources: Source[] = [];
  if (entitlement.units !== 0 || microPerUnit === null)
    sources.push({ kind: "quota", account: periodAccount(tenant, "quota", atMs) });
  if (microPerUnit !== null) {
    const burning = lots.filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > atMs);
    sources.push({ kind: "credits", lots: burning.map(({ account }) => account), microPerUnit });
  }
  if (entitlement.isPostpaid) sources.push({ kind: "overage", account: periodAccount(tenant, "overage", atMs) });
  return sources;
}

function periodAccount(tenant: Tenant, kind: "quota" | "cap" | "overage", atMs: number): AccountRef {
  const { tenantId, featureId, keyId, periodMs } = tenant;
  const startMs = Math.floor(atMs / periodMs) * periodMs;
  return {
    name: `${kind}|${tenantId}|${startMs}`,
    kind,
    tenantId,
    mode: "live",
    featureId,
    keyId: kind === "cap" ? keyId : null,
    period: { start: new Date(startMs), end: new Date(startMs + periodMs) },
    accountId: null,
  };
}

/** In burn order: earliest expiry first, those without any last, then by age. */
export function burnOrder(a: Lot, b: Lot): number {
  const far = Number.MAX_SAFE_INTEGER;
  return (a.expiresAtMs ?? far) - (b.expiresAtMs ?? far) || a.createdAtMs - b.createdAtMs;
}
