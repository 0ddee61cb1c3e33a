/** Burn is looked at over so many days. */
export const burnDays = 7;
const steps = [7, 2] as const;

/** What must be told of a balance; null: nothing. */
export type CreditsState = { kind: "low"; step: number; daysLeft: number } | { kind: "exhausted" } | null;

/**
 * How long prepaid credits last, at the pace of the last week. A balance that cannot pay the cheapest unit is used up;
 * one that nobody draws on lasts.
 */
export function creditsState(of: { leftMicro: number; burntMicro: number; cheapestMicro: number }): CreditsState {
  if (of.leftMicro < of.cheapestMicro) return { kind: "exhausted" };
  if (of.burntMicro <= 0) return null;
  const days = of.leftMicro / (of.burntMicro / burnDays);
  const step = steps.findLast((one) => days <= one);
  return step === undefined ? null : { kind: "low", step, daysLeft: Math.max(1, Math.round(days)) };
}
