import { describeNumber } from "@/components/ui/describe-units";
import type { FeatureKind } from "@/lib/catalog/types";
import type { PeriodKind } from "@/lib/period";

/** The kinds of period as choices of a form. */
export const periodChoices: { value: PeriodKind; label: string }[] = [
  { value: "anniversary", label: "Subscription month" },
  { value: "calendar_month", label: "Calendar month" },
  { value: "day", label: "Day" },
];

/** How long included units last: "… a month". */
export const periodLengths: Record<PeriodKind, string> = {
  anniversary: "a month",
  calendar_month: "a calendar month",
  day: "a day",
};

export type Included = {
  name: string;
  kind: FeatureKind;
  unitPlural: string;
  /** Null: without limit, or a switch that is on; undefined: not written yet. */
  units: number | null | undefined;
  period: PeriodKind;
  /** Credits for a unit beyond the included ones, as a decimal; null: credits do not pay for it. */
  creditsPerUnit: string | null;
  overage: "none" | "postpaid";
  /** What use beyond everything else costs, e.g. `€0.60 per 100`; null: not written yet, or nothing. */
  overagePrice: string | null;
};

/** What a plan includes of one feature, and how more of it is paid, in plain words. */
export function describeIncluded(line: Included): string {
  const { name, kind, units, unitPlural, creditsPerUnit, overage, overagePrice } = line;
  if (kind === "switch") return name;
  if (units === null) return `${name}: no limit`;
  const amount = units === undefined ? "–" : describeNumber(units);
  if (kind === "limit") return `${name}: ${amount}`;
  const paysMore = creditsPerUnit !== null || overage === "postpaid";
  const further = [
    ...(creditsPerUnit === null ? [] : [`${creditsPerUnit} prepaid credits each`]),
    ...(overage === "none" ? [] : [overagePrice === null ? "billed later" : `${overagePrice}, billed later`]),
  ].join(", then ");
  if (units === 0 && paysMore) return `${name}: ${further}`;
  const included = `${name}: ${amount} ${unitPlural} ${periodLengths[line.period]}`;
  return paysMore ? `${included}; further ones ${further}` : included;
}
