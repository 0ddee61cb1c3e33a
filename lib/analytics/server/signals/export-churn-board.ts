import type { z } from "zod";
import { getChurnBoard } from "@/lib/analytics/server/signals/get-churn-board";
import type { ExportChurnInput } from "@/lib/analytics/signals/inputs";
import { printAddition } from "@/lib/analytics/signals/print-addition";
import { stakeMinor } from "@/lib/analytics/signals/priority";
import type { RiskRow } from "@/lib/analytics/signals/views";
import { csvLine } from "@/lib/csv-line";
import { moneyDecimal } from "@/lib/money";
import type { Ctx } from "@/lib/server/context";
import { zonedInstant } from "@/lib/zoned-instant";

const head = [
  "tenant",
  "tenant_id",
  "band",
  "risk",
  "addition",
  "at_risk",
  "stake",
  "currency",
  "owner",
  "rests_until",
  "signals",
  "expansion",
];

/** The churn board as CSV, from the same verb as the page, with those that it folds: a comment with zone, filters and as-of, the head, the rows. */
export async function exportChurnBoard(ctx: Ctx, input: z.input<typeof ExportChurnInput>): Promise<string> {
  const board = await getChurnBoard(ctx, { ...input, quiet: "with" }, Number.POSITIVE_INFINITY);
  const at = (instant: string) => zonedInstant(new Date(instant), board.zone);
  const filters = Object.entries(input).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  const scored = board.scoredAt === null ? "never" : at(board.scoredAt);
  const note = `# Churn; times in ${board.zone}; filters: ${filters.join(" ") || "none"}; scored ${scored}; as of ${at(board.asOf)}`;
  const line = (row: RiskRow) => {
    const money = (amountMinor: number) =>
      row.currency === null ? null : moneyDecimal({ amountMinor, currency: row.currency });
    return csvLine([
      row.tenantName,
      row.tenantId,
      row.band,
      row.score,
      row.score === null ? null : printAddition(row.firings),
      money(row.priorityMinor),
      money(stakeMinor(row)),
      row.currency,
      row.ownerName,
      row.restsUntil === null ? null : at(row.restsUntil),
      row.firings.map(({ sentence }) => sentence).join(" "),
      row.expansions.map(({ sentence }) => sentence).join(" "),
    ]);
  };
  return csvLine([note]) + csvLine(head) + board.rows.map(line).join("");
}
