import { decide } from "@/lib/entitlements/decide";
import { maxLots } from "@/lib/gateway/ledger-refs";
import { type LedgerRefusal, ledgerSaid } from "@/lib/gateway/ledger-said";
import { type Asked, factsOf, type Judged, type Pass } from "@/lib/gateway/server/asked";
import type { Engine } from "@/lib/gateway/server/open-engine";
import type { PreparedSpend } from "@/lib/gateway/server/prepare-call";
import type { Refusal, Seen } from "@/lib/gateway/types";
import type { Reservation } from "@/lib/metering/types";

const unavailable: Refusal = { code: "entitlement_unavailable", likeness: "unknown" };
/** This process admits no call that costs units for now. */
export const notReady: Refusal = {
  code: "temporary_reduced_capacity",
  params: { retryAfter: { kind: "duration", seconds: 5 } },
  likeness: "not ready",
};

/**
 * Takes a call's units from the ledger's leases: at once when a lease covers them. `again`: what is held in memory and
 * the store disagree.
 */
export function reserveUnits(
  engine: Engine,
  seen: Seen,
  asked: Asked,
  pass: Pass,
  spend: PreparedSpend,
): Judged | "again" | Promise<Judged | "again"> {
  const { key, route } = asked;
  const answer = engine.meter.reserve({
    requestId: seen.requestId,
    tenantId: key.tenantId,
    keyId: key.keyId,
    routeId: route.id,
    featureId: spend.feature.id,
    mode: key.mode,
    units: spend.units,
    isFixed: spend.isFixed,
    minUnits: spend.minUnits,
    caps: spend.caps,
    sources: spend.sources,
  });
  if (!(answer instanceof Promise)) return take(engine, seen, asked, pass, spend, answer);
  return answer.then((late) => take(engine, seen, asked, pass, spend, late));
}

function take(
  engine: Engine,
  seen: Seen,
  asked: Asked,
  pass: Pass,
  spend: PreparedSpend,
  answer: Reservation,
): Judged | "again" {
  switch (answer.status) {
    case "granted":
      pass.units = { admission: answer.admission, state: answer.state, spend };
      return pass;
    case "exhausted":
      return mayHaveMoreLots(engine, asked, pass, answer) ? "again" : explain(engine, seen, asked, pass, answer);
    case "held":
    case "capped":
      return explain(engine, seen, asked, pass, answer);
    case "unknown":
      return unavailable;
    case "not_ready":
      return notReady;
    case "not_included":
    case "outside_period":
      return "again";
  }
}

/** The judge's words for what the ledger refused. */
function explain(engine: Engine, seen: Seen, asked: Asked, pass: Pass, answer: LedgerRefusal): Refusal {
  // A flood of refused calls is told the same for a moment, as the ledger itself tells it.
  seen.ready = engine.readyRefusals.find(seen, answer.status);
  if (seen.ready) return seen.ready.refusal;
  const now = engine.meter.now();
  const facts = { ...factsOf(seen, asked, true, null), ledger: ledgerSaid(answer, now) };
  const decision = decide(pass.standing, facts, engine.catalog(), now);
  return decision.allowed ? unavailable : { code: decision.code, decision, likeness: answer.status };
}

/** A standing names so many lots at most: behind those that are spent there may be more. */
const mayHaveMoreLots = (
  engine: Engine,
  { attempt }: Asked,
  { standing }: Pass,
  answer: LedgerRefusal & { status: "exhausted" },
): boolean =>
  attempt === 0 &&
  answer.credits !== null &&
  standing.creditLots.length >= maxLots &&
  engine.standingAgeMs(standing) > certainMs;

/** A refusal for money may rest on a reading that is so old. */
const certainMs = 250;
