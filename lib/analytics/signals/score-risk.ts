import { signals } from "@/lib/analytics/signals/risk-signals.data";
import type { Firing, Risk, RiskFamily, SignalId, TenantFacts } from "@/lib/analytics/signals/types";

/** The most that a family adds to a risk. */
export const familyCaps: Record<RiskFamily, number> = { usage: 40, payment: 30, friction: 20, engagement: 10 };
/** Younger tenants have no score. */
export const scoredAfterDays = 28;
/** From here on somebody should watch, and somebody should act. */
export const bandFrom = { watch: 20, act: 50 } as const;

/** Signals that need no month of history. */
const fromDayOne: ReadonlySet<SignalId> = new Set([
  "silent_tenant",
  "payment_failed",
  "grace_ending",
  "card_expires",
  "leaving_intent",
  "never_activated",
]);

/**
 * The risk that a tenant leaves, as an addition of named signals: Σ over families of min(most of the family, Σ points ×
 * weight). Each signal adds a whole number, so that the score is exactly the addition that is printed. 0–100. It says
 * what was observed, never a verdict on people.
 */
export function scoreRisk(facts: TenantFacts): Risk {
  const isNew = facts.historyDays < scoredAfterDays;
  const firings = signals.flatMap(({ id, family, points, ask }): Firing[] => {
    if (isNew && !fromDayOne.has(id)) return [];
    const said = ask(facts);
    return said ? [{ id, family, points, ...said, adds: Math.max(1, Math.round(points * said.weight)) }] : [];
  });
  const families: Risk["families"] = { usage: 0, payment: 0, friction: 0, engagement: 0 };
  for (const { family, adds } of firings) families[family] = Math.min(familyCaps[family], families[family] + adds);
  const sum = Object.values(families).reduce((a, b) => a + b, 0);
  const score = isNew ? null : sum;
  return { score, band: bandOf(score), firings: firings.sort((a, b) => b.adds - a.adds), families };
}

function bandOf(score: number | null): Risk["band"] {
  if (score === null) return "new";
  if (score < bandFrom.watch) return "calm";
  return score < bandFrom.act ? "watch" : "act";
}
