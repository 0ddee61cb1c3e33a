import type { requestLog } from "@/db/schema/metering";
import type { GateResult } from "@/lib/entitlements/types";
import { newId } from "@/lib/id";
import { periodAt } from "@/lib/period";
import type { DemoTenant } from "@/scripts/seed/demo-tenants";

export type RequestRow = typeof requestLog.$inferInsert;

export type HistoryInput = {
  tenant: DemoTenant;
  tenantId: string;
  apiId: string;
  keys: { id: string; hint: string }[];
  routes: { id: string; method: string; path: string; featureId: string | null; costUnits: number }[];
  features: { id: string; slug: string; name: string; kind: string }[];
  /** Null: the tenant has no subscription. */
  planVersionId: string | null;
  /** Units by feature id, exceptions not counted. */
  limits: Readonly<Record<string, number | null>>;
  anchor: Date;
  /** Instant of the suspension, or null. */
  suspendedAt: Date | null;
  from: Date;
  until: Date;
};

/** Units used by feature and period, the same sums as in the metered rows. */
export type PeriodUse = { featureId: string; start: Date; end: Date; units: number; limit: number | null };

const dayMs = 86_400_000;
/** Share of a day's calls by hour of the tenant's morning: an office day with a nightly job. */
const hourShares = [1, 1, 6, 2, 1, 1, 2, 4, 8, 10, 11, 10, 8, 9, 10, 9, 7, 5, 3, 2, 2, 2, 1, 1];
const shareSum = hourShares.reduce((sum, share) => sum + share, 0);
const passed = (gate: GateResult["gate"]): GateResult => ({ gate, result: "passed" });
const notReached = (gate: GateResult["gate"]): GateResult => ({ gate, result: "not_reached" });

/**
 * Invents the calls of one tenant between two instants: its rhythm, what was let through, and what its plan refused.
 * Pure but for the ids; the same `random` tells the same story.
 */
export function tellHistory(input: HistoryInput, random: () => number): { rows: RequestRow[]; use: PeriodUse[] } {
  const rows: RequestRow[] = [];
  const use = new Map<string, PeriodUse>();
  const slug = new Map(input.features.map((feature) => [feature.id, feature]));

  for (let hour = input.from.getTime(); hour < input.until.getTime(); hour += 3_600_000) {
    for (const at of callTimes(input, hour, random)) rows.push(tell(at));
  }
  return { rows, use: [...use.values()] };

  function tell(at: Date): RequestRow {
    const key = input.keys[Math.floor(random() * input.keys.length)];
    const wantsReport = random() < input.tenant.reportShare;
    const pool = input.routes.filter((route) => route.path.startsWith("/v1/reports") === wantsReport);
    const dice = random();
    const route = wantsReport ? pool[0] : pool[dice < 0.62 ? 0 : dice < 0.86 ? 1 : Math.floor(random() * pool.length)];
    const row: RequestRow = {
      requestId: newId("request", at),
      decidedAt: at,
      mode: "live",
      door: "gateway",
      tenantId: input.tenantId,
      keyId: key?.id ?? null,
      keyHint: key?.hint ?? null,
      apiId: input.apiId,
      routeId: route?.id ?? null,
      featureId: route?.featureId ?? null,
      planVersionId: input.planVersionId,
      method: route?.method ?? "GET",
      routePath: route?.path ?? null,
      status: 200,
      code: null,
      gates: null,
      reasons: [],
      details: null,
      limitUnits: null,
      usedUnits: null,
      askedUnits: route?.featureId ? route.costUnits : null,
      units: 0,
      upstreamStatus: null,
      gateUs: 300 + Math.floor(random() * 900),
      upstreamMs: null,
      totalMs: 1,
      aborted: false,
      clientRequestId: null,
      weight: 1,
    };
    if (random() < 0.006)
      return { ...row, status: 404, code: "not_found", routeId: null, routePath: null, featureId: null };
    if (input.suspendedAt && at >= input.suspendedAt) {
      return refuse(row, 403, "account_suspended", [passed("key"), { gate: "policy", result: "refused" }], {
        since: input.suspendedAt.toISOString(),
      });
    }
    if (!route?.featureId) return answer(row);
    if (!input.planVersionId) {
      return refuse(
        row,
        402,
        "subscription_required",
        [passed("key"), passed("policy"), passed("rate"), { gate: "subscription", result: "refused", state: "none" }],
        { api: input.apiId },
      );
    }
    return meter(row, route.featureId, route.costUnits);
  }

  function meter(row: RequestRow, featureId: string, cost: number): RequestRow {
    const feature = slug.get(featureId);
    const base = { feature: feature?.slug, featureName: feature?.name };
    const before = [passed("key"), passed("policy"), passed("rate"), { ...passed("subscription"), state: "active" }];
    const limit = input.limits[featureId];
    if (limit === undefined) {
      return refuse(row, 402, "feature_not_in_plan", [...before, { gate: "feature", result: "refused" }], {
        ...base,
        kind: feature?.kind,
      });
    }
    if (feature?.kind !== "meter") return answer(row);
    const period = periodAt("anniversary", input.anchor, input.tenant.timeZone, row.decidedAt);
    const name = `${featureId}|${period.start.toISOString()}`;
    const account = use.get(name) ?? { featureId, ...period, units: 0, limit };
    use.set(name, account);
    if (limit !== null && account.units + cost > limit) {
      const resetsAt = period.end.toISOString();
      const gate: GateResult = { gate: "quota", result: "refused", limit, used: account.units, asked: cost, resetsAt };
      return {
        ...refuse(row, 402, "quota_exhausted", [...before, passed("feature"), gate], {
          ...base,
          policy: "monthly",
          requested: cost,
          resetsAt,
          overage: "none",
        }),
        limitUnits: limit,
        usedUnits: account.units,
      };
    }
    const told = answer(row);
    if (told.status === 200) account.units += cost;
    const units = told.status === 200 ? cost : 0;
    return { ...told, units, limitUnits: limit, usedUnits: account.units, metered: true };
  }

  function answer(row: RequestRow): RequestRow {
    const failed = random() < 0.007;
    const upstreamMs = 8 + Math.floor(random() * random() * 180);
    const status = failed ? 500 : 200;
    return { ...row, status, upstreamStatus: status, upstreamMs, totalMs: upstreamMs + 1 };
  }
}

function refuse(row: RequestRow, status: number, code: string, gates: GateResult[], details: object): RequestRow {
  const all = ["key", "policy", "rate", "subscription", "feature", "quota"] as const;
  const rest = all.slice(gates.length).map(notReached);
  return { ...row, status, code, gates: [...gates, ...rest], details };
}

/** When the calls of one hour happen: the tenant's daily volume, its growth, its weekend and its hours. */
function callTimes(input: HistoryInput, hour: number, random: () => number): Date[] {
  const at = new Date(hour);
  const weeks = (hour - input.from.getTime()) / (7 * dayMs);
  const weekend = at.getUTCDay() === 0 || at.getUTCDay() === 6;
  const perDay = input.tenant.callsPerDay * (1 + input.tenant.growthPerWeek) ** weeks;
  const share = (hourShares[at.getUTCHours()] ?? 1) / shareSum;
  const expected = perDay * share * (weekend ? input.tenant.weekendShare : 1) * (0.75 + random() * 0.5);
  const count = Math.floor(expected) + (random() < expected % 1 ? 1 : 0);
  return Array.from({ length: count }, () => new Date(hour + Math.floor(random() * 3_600_000)))
    .filter((time) => time < input.until)
    .sort((a, b) => a.getTime() - b.getTime());
}
