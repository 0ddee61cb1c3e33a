import { priorityMinor, stakeMinor } from "@/lib/analytics/signals/priority";
import type { RiskBand } from "@/lib/analytics/signals/types";
import type { RiskRow } from "@/lib/analytics/signals/views";
import { formatMoney } from "@/lib/money";
import type { Role } from "@/theme";

export const bandWords: Record<RiskBand, { word: string; role: Role }> = {
  act: { word: "act", role: "act" },
  watch: { word: "watch", role: "warn" },
  calm: { word: "calm", role: "calm" },
  new: { word: "new", role: "info" },
};

const moneyOf = (amountMinor: number, currency: string | null) =>
  currency === null ? "no money" : formatMoney({ amountMinor, currency }, "en");

type Stake = Pick<RiskRow, "score" | "mrrMinor" | "owedMinor" | "currency">;

/** What is at risk, e.g. "€47.52". */
export const describeAtRisk = (row: Stake): string => moneyOf(priorityMinor(row.score, row), row.currency);

/** What a tenant brings a month: "Pays €146.23 a month". */
export const describePays = (row: Stake): string =>
  row.mrrMinor === 0 ? "Pays nothing" : `Pays ${moneyOf(row.mrrMinor, row.currency)} a month`;

/** Both factors: "risk 48% × €99.00 a month". */
export function describeFactors(row: Stake): string {
  const stake = stakeMinor(row);
  const what = row.owedMinor > row.mrrMinor ? "unpaid" : "a month";
  if (row.score === null) return `no score yet; ${moneyOf(stake, row.currency)} ${what}`;
  if (stake === 0) return `risk ${row.score}%, pays nothing`;
  return `risk ${row.score}% × ${moneyOf(stake, row.currency)} ${what}`;
}
