/** What a tenant is worth at the moment, in minor units of one currency. */
export type Stake = { mrrMinor: number; owedMinor: number };

/** The larger of what it pays a month and what it owes. */
export const stakeMinor = ({ mrrMinor, owedMinor }: Stake): number => Math.max(mrrMinor, owedMinor);

/** Money at risk: Risk ÷ 100 × stake (analytics §9), rounded to a minor unit. A tenant without a score has none. */
export const priorityMinor = (score: number | null, stake: Stake): number =>
  Math.round(((score ?? 0) / 100) * stakeMinor(stake));
