import { type Decision, decide, type JudgedCall, type Spend } from "@/lib/entitlements/decide";
import type { Standing } from "@/lib/entitlements/types";
import { codes } from "@/lib/errors";
import type { QuotaUse, RateUse } from "@/lib/gateway/limit-headers";
import { minuteEnd } from "@/lib/gateway/minute-windows";
import type { Engine } from "@/lib/gateway/server/open-engine";
import type { Refusal, Seen } from "@/lib/gateway/types";
import { matchNetwork } from "@/lib/keys/match-network";
import { within } from "@/lib/server/within";

const certainGapMs = 5_000;
const rereadMs = 250;

/** What a call that may pass holds and tells. */
export type Pass = {
  standing: Standing;
  decision: Decision & { allowed: true };
  quota: QuotaUse | null;
  rate: RateUse | null;
};

/** Asks the judge, and the ledger when units are needed. @throws Error when the store does not answer. */
export async function judgeCall(engine: Engine, seen: Seen, now: Date, attempt = 0): Promise<Pass | Refusal> {
  const { key, route } = seen;
  if (!key || !route) throw new Error("A call is judged only with a key and a route.");
  const standing = engine.standings.get(key.tenantId) ?? (await engine.loadStanding(key.tenantId));
  if (!standing) throw new Error("A key has no tenant.");
  seen.standing = standing;
  const held = standing.subscription?.planVersionId;
  if (held && !engine.catalog().planVersions.has(held)) await engine.reloadCatalog();

  const facts: JudgedCall = {
    key: {
      paused: key.pausedAt !== null,
      scopes: key.scopes,
      addressAllowed: key.networks.length === 0 || (seen.address !== null && matchNetwork(key.networks, seen.address)),
    },
    route,
    // Judged again, the call itself has been counted already.
    rate: { used: engine.rates.used(key.tenantId, now) - (attempt > 0 ? 1 : 0), resetsAt: minuteEnd(now) },
    quota: null,
  };
  const decision = decide(standing, facts, engine.catalog(), now);
  const status = decision.allowed ? 200 : codes[decision.code].status;
  if (attempt === 0 && status !== 403 && status !== 429) engine.rates.add(key.tenantId, now);
  if (!decision.allowed) {
    // A refusal for money must be certain: without the feed in contact, the tenant is read once more.
    if (status !== 402 || attempt > 0 || engine.feed.gapMs() <= certainGapMs) return { code: decision.code, decision };
    engine.standings.invalidate(key.tenantId);
    await within(rereadMs, engine.loadStanding(key.tenantId));
    return judgeCall(engine, seen, now, attempt + 1);
  }
  const limit = decision.planVersion?.ratePerMinute ?? null;
  const rate = limit === null ? null : { limit, used: engine.rates.used(key.tenantId, now), resetsAt: minuteEnd(now) };
  if (!decision.spend) return { standing, decision, quota: null, rate };
  return spend(engine, seen, now, { standing, decision, quota: null, rate }, decision.spend, facts, attempt);
}

async function spend(
  engine: Engine,
  seen: Seen,
  now: Date,
  pass: Pass,
  wanted: Spend,
  facts: JudgedCall,
  attempt: number,
): Promise<Pass | Refusal> {
  const { key, route } = seen;
  if (!key || !route) throw new Error("Units are taken only with a key and a route.");
  const feature = engine.catalog().features.get(wanted.featureId);
  if (!feature) throw new Error("A route asks for a feature that is not in the catalogue.");
  const { tenantId, keyId, mode } = key;
  const answer = await engine.meter.reserve(
    { tenantId, requestId: seen.requestId, keyId, routeId: route.id, mode, ...wanted },
    now,
  );
  if (answer.status === "granted") {
    const { limit, used } = answer;
    return { ...pass, quota: { feature, period: wanted.period, limit, used, charged: wanted.units } };
  }
  if (answer.status === "refused") {
    const { limit, used } = answer;
    const decision = decide(pass.standing, { ...facts, rate: null, quota: { limit, used } }, engine.catalog(), now);
    if (!decision.allowed) return { code: decision.code, decision };
  }
  // What is held in memory and the store disagree: read again, once or twice, before giving up.
  if (attempt >= 2) return { code: "entitlement_unavailable" };
  engine.standings.invalidate(tenantId);
  return judgeCall(engine, seen, answer.status === "outside_period" ? answer.at : now, attempt + 1);
}
