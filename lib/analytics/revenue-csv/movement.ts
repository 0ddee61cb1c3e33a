import { quickRatio } from "@/lib/analytics/metrics/movement-rows";
import { type Cell, ratio, wordsOf, writeSheet } from "@/lib/analytics/revenue-csv/sheet";
import type { MovementView } from "@/lib/analytics/revenue-views";

/** The steps of the movement as the page's table shows them, the oldest first. */
export function movementCsv(view: MovementView): string {
  const { money, time } = wordsOf(view);
  return writeSheet(view, {
    name: "Movement of MRR, without tax",
    columns: [
      "start",
      "end",
      "mrr_start",
      "new",
      "expansion",
      "reactivation",
      "contraction",
      "churn",
      "mrr_end",
      "tenants_new",
      "tenants_left",
      "tenants_end",
      "quick_ratio",
      "elapsed",
      "currency",
    ],
    rows: view.steps.map((step) => [
      time(step.start),
      time(step.end),
      money(step.startMinor),
      money(step.newMinor),
      money(step.expansionMinor),
      money(step.reactivationMinor),
      money(step.contractionMinor),
      money(step.churnMinor),
      money(step.endMinor),
      step.tenants.new,
      step.churnedTenants,
      step.payersAtEnd,
      sayRatio(quickRatio(step)),
      ratio(step.elapsed),
      view.currency,
    ]),
  });
}

export function retentionCsv(view: MovementView): string {
  const { money, time } = wordsOf(view);
  return writeSheet(view, {
    name: "Retention and churn over whole closed months, without tax",
    columns: [
      "months",
      "start",
      "end",
      "tenants_start",
      "mrr_start",
      "nrr",
      "nrr_low",
      "nrr_high",
      "grr",
      "tenants_left",
      "gross_mrr_churn",
      "net_mrr_churn",
      "quick_ratio",
      "complete_on",
      "currency",
    ],
    rows: view.retention.map((row) => [
      row.months,
      time(row.from),
      time(row.to),
      row.payers,
      money(row.startMinor),
      ratio(row.net),
      ratio(row.netLow),
      ratio(row.netHigh),
      ratio(row.gross),
      row.churnedTenants,
      ratio(row.grossMrrChurn),
      ratio(row.netMrrChurn),
      sayRatio(row.quickRatio),
      time(row.completeOn),
      view.currency,
    ]),
  });
}

export function plansCsv(view: MovementView): string {
  const { money } = wordsOf(view);
  return writeSheet(view, {
    name: "Plan mix now, MRR without tax",
    columns: ["plan_id", "plan", "tenants", "paying", "trials", "mrr", "share_percent", "currency"],
    rows: view.plans.map((row) => [
      row.planId,
      row.name,
      row.tenants,
      row.payers,
      row.trials,
      money(row.mrrMinor),
      row.sharePermille / 10,
      view.currency,
    ]),
  });
}

export function usageCsv(view: MovementView): string {
  const { money, time } = wordsOf(view);
  return writeSheet(view, {
    name: "Usage revenue that was invoiced, without tax",
    columns: ["start", "end", "overage", "credits", "elapsed", "currency"],
    rows: view.usage.steps.map((step) => [
      time(step.start),
      time(step.end),
      money(step.overageMinor),
      money(step.creditsMinor),
      ratio(step.elapsed),
      view.currency,
    ]),
  });
}

const sayRatio = (value: number | "none" | null): Cell => (value === "none" ? "no losses" : ratio(value));
