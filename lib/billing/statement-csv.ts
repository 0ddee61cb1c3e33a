import type { StatementView } from "@/lib/billing/staff-views";
import { csvLine } from "@/lib/csv-line";
import { moneyDecimal } from "@/lib/money";

const head = ["statement", "plan", "period_start", "period_end", "line", "units", "amount", "currency", "proration"];

/** Statements as a file for the operator's own invoicing: a line for each line, amounts as decimals of the currency. */
export const statementCsv = (statements: readonly StatementView[]): string =>
  [
    csvLine(head),
    ...statements.flatMap(({ id, planName, lines }) =>
      lines.map((line) =>
        csvLine([
          id,
          planName,
          line.periodStart,
          line.periodEnd,
          line.description,
          line.units,
          moneyDecimal(line.amount),
          line.amount.currency,
          line.isProration ? "yes" : "no",
        ]),
      ),
    ),
  ].join("");
