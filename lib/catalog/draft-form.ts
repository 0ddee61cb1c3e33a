import type { FeatureKind } from "@/lib/catalog/types";
import type { FeatureView, VersionView } from "@/lib/catalog/views";
import { creditDecimal, parseCredits } from "@/lib/credits";
import { moneyDecimal } from "@/lib/money";
import { parseMoney } from "@/lib/parse-money";
import type { PeriodKind } from "@/lib/period";

/** One feature of the draft as it stands in the form: amounts are what was typed. */
export type DraftLine = {
  featureId: string;
  name: string;
  kind: FeatureKind;
  unitPlural: string;
  included: boolean;
  unlimited: boolean;
  limitUnits: number | string;
  period: PeriodKind;
  /** Credits for a unit beyond the limit, as typed; empty: credits do not pay for it. */
  creditsPerUnit: string;
  overage: "none" | "postpaid";
};
export type DraftForm = {
  price: string;
  currency: string;
  ratePerMinute: number | string;
  trialDays: number | string;
  note: string;
  features: DraftLine[];
};

/** The draft as a form, with one line for every feature in service. */
export function openDraftForm(draft: VersionView, features: readonly FeatureView[]): DraftForm {
  return {
    price: moneyDecimal({ amountMinor: draft.priceMinor, currency: draft.currency }),
    currency: draft.currency,
    ratePerMinute: draft.ratePerMinute ?? "",
    trialDays: draft.trialDays,
    note: draft.note,
    features: features.map((feature) => {
      const line = draft.features.find((each) => each.featureId === feature.id);
      return {
        featureId: feature.id,
        name: feature.name,
        kind: feature.kind,
        unitPlural: feature.unitPlural,
        included: line !== undefined,
        unlimited: line !== undefined && line.limitUnits === null,
        limitUnits: line?.limitUnits ?? "",
        period: line?.period ?? "anniversary",
        creditsPerUnit: line?.creditMicroPerUnit == null ? "" : creditDecimal(line.creditMicroPerUnit),
        overage: line?.overage ?? "none",
      };
    }),
  };
}

const isCurrency = (code: string) => Intl.supportedValuesOf("currency").includes(code);

/** What the form cannot send yet, as sentences by field. */
export function checkDraftForm(form: DraftForm): Record<string, string> {
  const found: Record<string, string> = {};
  if (!isCurrency(form.currency)) found.currency = "Write a currency such as EUR.";
  else if (parseMoney(form.price, form.currency) === null) found.price = "Write an amount such as 49.00.";
  for (const [index, line] of form.features.entries()) {
    if (!line.included || line.kind === "switch" || line.unlimited) continue;
    if (line.kind === "meter" && line.creditsPerUnit !== "" && !parseCredits(line.creditsPerUnit)) {
      found[`features.${index}.creditsPerUnit`] = "Write a number of credits such as 0.05.";
    }
    if (line.limitUnits === "") found[`features.${index}.limitUnits`] = "Write a number, or choose no limit.";
  }
  return found;
}

/** Nothing is paid beyond units without limit, and only meters have terms at all. */
function closeTerms({ kind, unlimited, period, creditsPerUnit, overage }: DraftLine) {
  const isMeter = kind === "meter";
  const sellsMore = isMeter && !unlimited;
  return {
    period: isMeter ? period : ("anniversary" as const),
    creditMicroPerUnit: sellsMore && creditsPerUnit !== "" ? parseCredits(creditsPerUnit) : null,
    overage: sellsMore ? overage : ("none" as const),
  };
}

/** The body of `PUT …/draft`: integers, minor units, and included features only. */
export function closeDraftForm(form: DraftForm, seenUpdatedAt: string) {
  return {
    priceMinor: parseMoney(form.price, form.currency) ?? 0,
    currency: form.currency,
    ratePerMinute: form.ratePerMinute === "" ? null : Number(form.ratePerMinute),
    trialDays: Number(form.trialDays) || 0,
    note: form.note,
    features: form.features
      .filter((line) => line.included)
      .map((line) => ({
        featureId: line.featureId,
        limitUnits: line.kind === "switch" || line.unlimited ? null : Number(line.limitUnits),
        ...closeTerms(line),
      })),
    seenUpdatedAt,
  };
}
