import type { MeterTerms } from "@/lib/catalog/types";
import { deriveEntitlement, type Entitlement } from "@/lib/entitlements/derive-entitlement";
import type { Known, Stop } from "@/lib/entitlements/judged";
import { periodOf } from "@/lib/entitlements/period-of";
import { costOf, type LedgerSaid, meterTerms, type Spend, type SpendSource } from "@/lib/entitlements/spend";
import { versionsWith } from "@/lib/entitlements/versions-with";
import type { Code } from "@/lib/errors";
import type { Period } from "@/lib/period";

/**
 * What a call that may pass otherwise must take from the ledger: null when nothing. With what the ledger said it is
 * stopped instead, by the code that tells its cure: money, waiting, or somebody with authority over the key.
 */
export function judgeUnits(known: Known): Spend | Stop | null {
  const { standing, call, planVersion, feature, period, now } = known;
  if (!feature || !period || feature.kind !== "meter" || call.route.costUnits === 0) return null;
  const entitlement = deriveEntitlement(standing, planVersion, feature.id, now);
  const terms = meterTerms(planVersion, feature.id);
  // Test calls are counted and never paid for.
  const microPerUnit = call.key.mode === "live" && entitlement.units !== null ? terms.creditMicroPerUnit : null;
  const { ledger } = call;
  if (ledger?.kind === "capped") return stopByBudget(ledger, call.route.costUnits);
  if (ledger?.kind === "held") return stopByHold(ledger, call.route.costUnits);

  const sources = sourcesOf(entitlement, terms, microPerUnit, known, period);
  if (sources.length > 0 && !ledger) {
    const own = call.key.budgets.find((budget) => budget.featureId === feature.id);
    const window = own && periodOf(standing, own.period, now);
    const budget = own && window ? { units: own.units, period: window } : null;
    const clockOffsetSeconds = standing.subscription?.clockOffsetSeconds ?? 0;
    return { featureId: feature.id, ...costOf(call.route), budget, sources, clockOffsetSeconds };
  }
  if (!ledger && microPerUnit === null) {
    // Sold for credits alone, which a test key cannot spend: money does not cure that, a live key does.
    return { failing: { gate: "policy", result: "refused", state: "environment" }, code: "permission_denied" };
  }
  return stopForMoney(known, entitlement, microPerUnit, period, ledger);
}

/** In the fixed order quota, credits, overage; a source that has nothing to give is left out. */
function sourcesOf(
  { units }: Entitlement,
  terms: MeterTerms,
  microPerUnit: number | null,
  { standing, now }: Known,
  period: Period,
): SpendSource[] {
  if (units === null) return [{ kind: "quota", period, units }];
  const sources: SpendSource[] = [];
  const soldOtherwise = terms.creditMicroPerUnit !== null || terms.overage === "postpaid";
  if (units > 0 || !soldOtherwise) sources.push({ kind: "quota", period, units });
  if (microPerUnit !== null) {
    const lots = standing.creditLots.filter(
      ({ expiresAt }) => expiresAt === null || expiresAt.getTime() > now.getTime(),
    );
    if (lots.length > 0) sources.push({ kind: "credits", lots, microPerUnit });
  }
  if (terms.overage === "postpaid") sources.push({ kind: "overage", period });
  return sources;
}

function stopByBudget(said: LedgerSaid & { kind: "capped" }, asked: number): Stop {
  const { limit, used, resetsAt } = said;
  const looked = { limit, used, asked, resetsAt: resetsAt.toISOString() };
  return { failing: { gate: "policy", result: "refused", state: "key_budget", ...looked }, code: "key_budget_reached" };
}

function stopByHold({ by, limit, used }: LedgerSaid & { kind: "held" }, asked: number): Stop {
  const looked = by === "credits" ? { asked } : { limit, used, asked };
  const code = by === "credits" ? "credit_hold_full" : "quota_hold_full";
  return { failing: { gate: "quota", result: "refused", state: "held", ...looked }, code };
}

/** Nothing pays for the call. A 402 if money can, else the caller must wait for the next period. */
function stopForMoney(
  { call, catalog, feature, planVersion }: Known,
  entitlement: Entitlement,
  microPerUnit: number | null,
  period: Period,
  said: (LedgerSaid & { kind: "exhausted" }) | null,
): Stop {
  const asked = call.route.costUnits;
  const quota = said?.quota ?? null;
  const used = quota?.used ?? 0;
  const takesCredits = microPerUnit !== null;
  const waysOut = feature
    ? versionsWith(catalog.onSale, feature, used + asked - entitlement.extraUnits).filter(
        (version) => version.id !== planVersion?.id,
      )
    : [];
  const creditsCode: Code = (said?.credits?.leftMicro ?? 0) > 0 ? "credits_insufficient" : "credits_exhausted";
  if (!quota && takesCredits) {
    const failing = { gate: "quota", result: "refused", state: "credits", asked } as const;
    return { failing, code: creditsCode, waysOut, takesCredits };
  }
  const buyable = waysOut.length > 0 || takesCredits || feature?.contactSales === true;
  return {
    failing: {
      gate: "quota",
      result: "refused",
      limit: quota?.limit ?? 0,
      used,
      asked,
      resetsAt: period.end.toISOString(),
    },
    code: buyable ? "quota_exhausted" : "period_limit_reached",
    reasons: takesCredits ? [creditsCode] : [],
    waysOut,
    takesCredits,
  };
}
