import { canClaim, type TopUpState } from "@/lib/billing/top-up-step";

/** What is known when an automatic top-up is thought of. Instants are billing time, money is minor units. */
export type TopUpFacts = {
  rule: TopUpState;
  /** Whether its subscription lets calls through: nobody's credits are filled up behind a closed door. */
  isOpen: boolean;
  hasCard: boolean;
  /** An attempt whose end is not known. */
  hasOpenAttempt: boolean;
  leftMicro: number;
  thresholdMicro: number;
  amountMinor: number;
  monthlyCapMinor: number;
  /** Of this calendar month: paid, and what may still come to be. */
  spentMinor: number;
  attemptsToday: number;
  maxPerDay: number;
};

export type TopUpRefusal =
  | "not_armed"
  | "closed"
  | "no_card"
  | "open_attempt"
  | "enough_left"
  | "monthly_cap"
  | "daily_limit";

/** Why no automatic top-up may begin now; null when one may. */
export function mayTopUp(facts: TopUpFacts, now: Date): TopUpRefusal | null {
  if (!canClaim(facts.rule, now)) return "not_armed";
  if (facts.hasOpenAttempt) return "open_attempt";
  if (!facts.isOpen) return "closed";
  if (facts.leftMicro >= facts.thresholdMicro) return "enough_left";
  if (!facts.hasCard) return "no_card";
  if (facts.spentMinor + facts.amountMinor > facts.monthlyCapMinor) return "monthly_cap";
  if (facts.attemptsToday >= facts.maxPerDay) return "daily_limit";
  return null;
}
