import { decide } from "@/lib/entitlements/decide";
import type { Standing } from "@/lib/entitlements/types";
import { codes } from "@/lib/errors";
import { minuteEnd } from "@/lib/gateway/minute-windows";
import { type Asked, factsOf, type Judged, type Pass } from "@/lib/gateway/server/asked";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { type Prepared, prepareCall } from "@/lib/gateway/server/prepare-call";
import { reserveUnits } from "@/lib/gateway/server/reserve-units";
import type { Refusal, Seen } from "@/lib/gateway/types";
import { matchNetwork } from "@/lib/keys/match-network";
import { within } from "@/lib/server/within";

const certainGapMs = 5_000;
const rereadMs = 250;
const maxAttempts = 2;

/**
 * Asks the judge, and the ledger when units are needed. Answers at once when everything is known; a promise only when
 * the store must be asked. @throws Error when the store does not answer.
 */
export function judgeCall(engine: Engine, seen: Seen, asked: Asked): Judged | Promise<Judged> {
  const standing = engine.standings.get(asked.key.tenantId);
  if (standing && isInCatalog(engine, standing)) return judgeStanding(engine, seen, asked, standing);
  return readStanding(engine, asked).then((read) => judgeStanding(engine, seen, asked, read));
}

/** A plan may be newer than the catalogue in memory, and so may the one that follows it. */
function isInCatalog(engine: Engine, { subscription }: Standing): boolean {
  if (subscription === null) return true;
  const { planVersions } = engine.catalog();
  return (
    planVersions.has(subscription.planVersionId) &&
    (subscription.after === null || planVersions.has(subscription.after.planVersionId))
  );
}

async function readStanding(engine: Engine, { key }: Asked): Promise<Standing> {
  const standing = engine.standings.get(key.tenantId) ?? (await engine.loadStanding(key.tenantId));
  if (!standing) throw new Error("A key has no tenant.");
  if (!isInCatalog(engine, standing)) await engine.reloadCatalog();
  return standing;
}

function judgeStanding(engine: Engine, seen: Seen, asked: Asked, standing: Standing): Judged | Promise<Judged> {
  const { key, route, attempt } = asked;
  seen.standing = standing;
  const ledgerNow = engine.meter.now();
  const prepared = prepareCall(standing, key, route, engine.catalog(), ledgerNow);
  const addressAllowed =
    key.networks.length === 0 || (seen.address !== null && matchNetwork(key.networks, seen.address));
  const isPlain = addressAllowed && key.pausedAt === null && (route.scope === null || key.scopes.includes(route.scope));
  // Judged again, the call itself has been counted already.
  const used = engine.rates.used(key.tenantId, seen.now) - (attempt > 0 ? 1 : 0);
  if (!isPlain || (prepared.ratePerMinute !== null && used >= prepared.ratePerMinute)) {
    const decision = decide(standing, factsOf(seen, asked, addressAllowed, used), engine.catalog(), ledgerNow);
    if (!decision.allowed)
      return count(engine, seen, asked, { code: decision.code, decision, likeness: decision.code });
  }
  const { decision } = prepared;
  if (!decision.allowed) {
    const refusal = count(engine, seen, asked, { code: decision.code, decision, likeness: "prepared" });
    if (codes[decision.code].status !== 402 || attempt > 0 || engine.feed.gapMs() <= certainGapMs) return refusal;
    // A refusal for money must be certain: without the feed in contact, the tenant is read once more. What is held
    // stands meanwhile, for calls that may pass.
    return within(rereadMs, engine.loadStanding(key.tenantId)).then(() => judgeAgain(engine, seen, asked));
  }
  if (attempt === 0) engine.rates.add(key.tenantId, seen.now);
  const pass: Pass = {
    standing,
    decision,
    rate: rateOf(prepared, used + 1, seen),
    notice: prepared.notice,
    units: null,
  };
  if (!prepared.spend) return pass;
  const taken = reserveUnits(engine, seen, asked, pass, prepared.spend);
  if (taken instanceof Promise) return taken.then((late) => (late === "again" ? reread(engine, seen, asked) : late));
  return taken === "again" ? reread(engine, seen, asked) : taken;
}

const judgeAgain = (engine: Engine, seen: Seen, asked: Asked): Judged | Promise<Judged> =>
  judgeCall(engine, seen, { ...asked, attempt: asked.attempt + 1 });

/** What is held in memory and the store disagree: read again, once or twice, before giving up. */
function reread(engine: Engine, seen: Seen, asked: Asked): Judged | Promise<Judged> {
  if (asked.attempt >= maxAttempts) return { code: "entitlement_unavailable", likeness: "unknown" };
  return engine.loadStanding(asked.key.tenantId).then(() => judgeAgain(engine, seen, asked));
}

const rateOf = ({ ratePerMinute }: Prepared, used: number, seen: Seen): Pass["rate"] =>
  ratePerMinute === null ? null : { limit: ratePerMinute, used, resetsAt: minuteEnd(seen.now) };

/** Refusals for policy and rate do not count against the rate. */
function count(engine: Engine, seen: Seen, { key, attempt }: Asked, refusal: Refusal): Refusal {
  const { status } = codes[refusal.code];
  if (attempt === 0 && status !== 403 && status !== 429) engine.rates.add(key.tenantId, seen.now);
  return refusal;
}
