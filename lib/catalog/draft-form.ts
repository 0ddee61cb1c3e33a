import type { FeatureKind } from "@/lib/catalog/types";
import type { FeatureView, VersionView } from "@/lib/catalog/views";
import { moneyDecimal } from "@/lib/money";
import { parseMoney } from "@/lib/parse-money";

/** One feature of the draft as it stands in the form: amounts are what was typed. */
export type DraftLine = {
  featureId: string;
  name: string;
  kind: FeatureKind;
  unitPlural: string;
  included: boolean;
  unlimited: boolean;
  limitUnits: number | string;
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
    if (line.limitUnits === "") found[`features.${index}.limitUnits`] = "Write a number, or choose no limit.";
  }
  return found;
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
      .map(({ featureId, kind, unlimited, limitUnits }) => ({
        featureId,
        limitUnits: kind === "switch" || unlimited ? null : Number(limitUnits),
      })),
    seenUpdatedAt,
  };
}
