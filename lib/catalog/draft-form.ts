import { overageRateText, parseOverageRate } from "@/lib/catalog/overage-rate";
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
  /** Price of use beyond everything else, as typed: `0.60 per 100`. */
  overageRate: string;
};
export type DraftForm = {
  price: string;
  currency: string;
  ratePerMinute: number | string;
  interval: "month" | "year";
  trialDays: number | string;
  trialNeedsCard: boolean;
  graceDays: number | string;
  trialGraceDays: number | string;
  note: string;
  features: DraftLine[];
};

/** The draft as a form, with one line for every feature in service. */
export function openDraftForm(draft: VersionView, features: readonly FeatureView[]): DraftForm {
  return {
    price: moneyDecimal({ amountMinor: draft.priceMinor, currency: draft.currency }),
    currency: draft.currency,
    ratePerMinute: draft.ratePerMinute ?? "",
    interval: draft.interval,
    trialDays: draft.trialDays,
    trialNeedsCard: draft.trialNeedsCard,
    graceDays: draft.graceDays,
    trialGraceDays: draft.trialGraceDays,
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
        overageRate: line?.overageRateE12 == null ? "" : overageRateText(line.overageRateE12, draft.currency),
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
    if (line.kind === "meter" && line.overage === "postpaid") {
      const rate = isCurrency(form.currency) ? parseOverageRate(line.overageRate, form.currency) : 0;
      if (rate === null) found[`features.${index}.overageRate`] = "Write a price such as 0.60 per 100.";
    }
    if (line.limitUnits === "") found[`features.${index}.limitUnits`] = "Write a number, or choose no limit.";
  }
  return found;
}

/** Nothing is paid beyond units without limit, and only meters have terms at all. */
function closeTerms({ kind, unlimited, period, creditsPerUnit, overage, overageRate }: DraftLine, currency: string) {
  const isMeter = kind === "meter";
  const sellsMore = isMeter && !unlimited;
  return {
    period: isMeter ? period : ("anniversary" as const),
    creditMicroPerUnit: sellsMore && creditsPerUnit !== "" ? parseCredits(creditsPerUnit) : null,
    overage: sellsMore ? overage : ("none" as const),
    overageRateE12: sellsMore && overage === "postpaid" ? parseOverageRate(overageRate, currency) : null,
  };
}

/** The body of `PUT …/draft`: integers, minor units, and included features only. */
export function closeDraftForm(form: DraftForm, seenUpdatedAt: string) {
  return {
    priceMinor: parseMoney(form.price, form.currency) ?? 0,
    currency: form.currency,
    ratePerMinute: form.ratePerMinute === "" ? null : Number(form.ratePerMinute),
    interval: form.interval,
    trialDays: Number(form.trialDays) || 0,
    trialNeedsCard: form.trialNeedsCard,
    graceDays: Number(form.graceDays) || 0,
    trialGraceDays: Number(form.trialGraceDays) || 0,
    note: form.note,
    features: form.features
      .filter((line) => line.included)
      .map((line) => ({
        featureId: line.featureId,
        limitUnits: line.kind === "switch" || line.unlimited ? null : Number(line.limitUnits),
        ...closeTerms(line, form.currency),
      })),
    seenUpdatedAt,
  };
}
