import type { RevenueScope } from "@/lib/analytics/revenue-views";
import { csvLine } from "@/lib/csv-line";
import { moneyDecimal } from "@/lib/money";
import { zonedInstant } from "@/lib/zoned-instant";

export type Cell = string | number | null;
type Sheet = { name: string; columns: readonly string[]; rows: readonly (readonly Cell[])[]; note?: string };

/** Money of the page's currency as a decimal; instants in its zone with their offset. */
export const wordsOf = (view: RevenueScope) => ({
  money: (amountMinor: number | null): Cell => {
    if (amountMinor === null) return null;
    const text = moneyDecimal({ amountMinor, currency: view.currency ?? "EUR" });
    // A text that begins with a minus is guarded against spreadsheets; a number needs no guard.
    return amountMinor < 0 ? Number(text) : text;
  },
  time: (at: string | null): Cell => (at === null ? null : zonedInstant(new Date(at), view.zone)),
});
/** Six digits tell every share that a page rounds. */
export const ratio = (share: number | null): Cell => (share === null ? null : Number(share.toFixed(6)));

/** A file of a page about money: a line that says what it is of, the names of its columns, its rows. */
export function writeSheet(view: RevenueScope, { name, columns, rows, note }: Sheet): string {
  const { time } = wordsOf(view);
  const head = [
    `# ${name}`,
    `days and months in ${view.zone}`,
    `from ${time(view.from)} to ${time(view.to)} (half-open)`,
    `currency ${view.currency ?? "none yet"}`,
    ...(note ? [note] : []),
    `as of ${time(view.asOf)}`,
  ].join("; ");
  return csvLine([head]) + csvLine(columns) + rows.map(csvLine).join("");
}
