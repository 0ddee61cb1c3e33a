import type { CatalogIndex } from "@/lib/catalog/index-catalog";
import type { Feature, Route } from "@/lib/catalog/types";
import { decide } from "@/lib/entitlements/decide";
import type { Allowed, Refused } from "@/lib/entitlements/judged";
import type { SpendSource } from "@/lib/entitlements/spend";
import type { Standing } from "@/lib/entitlements/types";
import { describeNotice } from "@/lib/gateway/describe-notice";
import { ledgerRefs } from "@/lib/gateway/ledger-refs";
import { standingChangesAt } from "@/lib/gateway/standing-changes-at";
import type { IdentifiedKey } from "@/lib/keys/identified-key";
import type { AccountRef, Source } from "@/lib/metering/types";
import type { Period } from "@/lib/period";

/** A judgement that holds for many calls: it depends on no single call, only on who may call what, until some time. */
export type Prepared = {
  catalog: CatalogIndex;
  /** Epoch milliseconds of the ledger's clock: `[fromMs, untilMs)`. */
  fromMs: number;
  untilMs: number;
  decision: Allowed | Refused;
  ratePerMinute: number | null;
  budgets: IdentifiedKey["budgets"];
  /** What to hold; null when the call costs nothing or is refused. */
  spend: PreparedSpend | null;
  /** Value of `Faregate-Notice` on answers to calls that pass; null: nothing to tell. */
  notice: string | null;
};
export type PreparedSpend = {
  feature: Feature;
  units: number;
  isFixed: boolean;
  minUnits: number;
  caps: readonly AccountRef[];
  sources: readonly Source[];
  /** What the answer's headers tell: the period of the units, and the price where credits pay. */
  period: Period | null;
  microPerUnit: number;
  /** Lots that credits may come from; what is left in those that nobody asked for yet is not known. */
  lots: number;
};

/** Whatever was overlooked heals within so long. */
const maxAgeMs = 1_000;

// Judgements go with the standing they rest on; a change of the tenant replaces that.
const prepared = new WeakMap<Standing, Map<string, Prepared>>();

/**
 * The judgement of the judge on a route for a good key of a tenant that is not paused, has the scope and calls from an
 * allowed address: those depend on the single call, as the rate does, and are the caller's to ask.
 * @param now the ledger's time.
 */
export function prepareCall(
  standing: Standing,
  key: IdentifiedKey,
  route: Route,
  catalog: CatalogIndex,
  now: Date,
): Prepared {
  const nowMs = now.getTime();
  // A budget is the key's own; without one all keys of a mode are judged alike.
  const name = key.budgets.length > 0 ? `${route.id}${key.keyId}` : key.mode + route.id;
  let known = prepared.get(standing);
  if (!known) {
    known = new Map();
    prepared.set(standing, known);
  }
  const held = known.get(name);
  if (held && held.catalog === catalog && held.fromMs <= nowMs && nowMs < held.untilMs && held.budgets === key.budgets)
    return held;
  const made = prepare(standing, key, route, catalog, now);
  if (known.size >= maxRoutes) known.clear();
  known.set(name, made);
  return made;
}

const maxRoutes = 1_000;

function prepare(standing: Standing, key: IdentifiedKey, route: Route, catalog: CatalogIndex, now: Date): Prepared {
  const scopes = route.scope === null ? [] : [route.scope];
  const facts = { mode: key.mode, paused: false, scopes, addressAllowed: true, budgets: key.budgets };
  const decision = decide(standing, { key: facts, route, rate: null, ledger: null }, catalog, now);
  const spend = decision.allowed ? decision.spend : null;
  const changesAtMs = standingChangesAt(standing, spend, decision.allowed ? null : decision.period, now);
  const feature = spend && catalog.features.get(spend.featureId);
  if (spend && !feature) throw new Error("A route asks for a feature that is not in the catalogue.");
  return {
    catalog,
    fromMs: now.getTime(),
    untilMs: Math.min(changesAtMs, now.getTime() + maxAgeMs),
    decision,
    ratePerMinute: decision.planVersion?.ratePerMinute ?? null,
    budgets: key.budgets,
    notice: describeNotice(standing, now),
    spend:
      spend && feature
        ? {
            feature,
            units: spend.units,
            isFixed: spend.isFixed,
            minUnits: spend.minUnits,
            ...ledgerRefs(spend, key),
            period: periodIn(spend.sources),
            microPerUnit: creditsIn(spend.sources)?.microPerUnit ?? 1,
            lots: creditsIn(spend.sources)?.lots.length ?? 0,
          }
        : null,
  };
}

function periodIn(sources: readonly SpendSource[]): Period | null {
  for (const source of sources) if (source.kind !== "credits") return source.period;
  return null;
}

function creditsIn(sources: readonly SpendSource[]): (SpendSource & { kind: "credits" }) | null {
  for (const source of sources) if (source.kind === "credits") return source;
  return null;
}
