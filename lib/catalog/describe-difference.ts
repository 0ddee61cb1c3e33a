import type { Difference } from "@/lib/catalog/compare-versions";
import { formatOverageRate } from "@/lib/catalog/overage-rate";
import type { FeatureView } from "@/lib/catalog/views";
import { creditDecimal } from "@/lib/credits";
import { formatMoney } from "@/lib/money";

export type DifferenceLine = { subject: string; kind: Difference["kind"]; before: string; after: string };
type Value = Difference["before"];
type Named = Pick<FeatureView, "name" | "kind" | "unitPlural">;

const count = new Intl.NumberFormat("en");
const names: Record<string, string> = {
  price: "Price",
  rate: "Requests a minute",
  trial: "Trial",
  interval: "Price is due",
  trialNeedsCard: "Trial begins",
  graceDays: "Grace after a failed payment",
  trialGraceDays: "Grace after a trial's first payment failed",
};
const aspects = {
  period: "starts again",
  credits: "credits for a further unit",
  overage: "use beyond it",
  overageRate: "price of use beyond it",
};
const words: Record<string, string> = {
  anniversary: "every month from the day of the subscription",
  calendar_month: "on the first of the month",
  day: "every day",
  none: "refused",
  postpaid: "billed later",
  month: "every month",
  year: "every year",
};

/** One difference in words for people. `currencies` are those of the live version and of the draft. */
export function describeDifference(
  { subject, aspect, kind, before, after }: Difference,
  features: ReadonlyMap<string, Named>,
  currencies: { before: string | null; after: string },
): DifferenceLine {
  const feature = features.get(subject);
  const say = (value: Value, currency: string | null): string => {
    if (value === undefined) return "–";
    if (typeof value === "string") return words[value] ?? value;
    if (typeof value === "boolean") return value ? "at the checkout, with a card" : "with one click, without a card";
    if (aspect === "overageRate") return currency === null ? "–" : formatOverageRate(value ?? 0, currency, "en");
    if (aspect === "credits") return creditDecimal(value ?? 0);
    if (subject === "price") return currency === null ? "–" : formatMoney({ amountMinor: value ?? 0, currency }, "en");
    if (subject === "trial" || subject === "graceDays" || subject === "trialGraceDays") {
      return value === 0 ? "none" : `${value ?? 0} ${value === 1 ? "day" : "days"}`;
    }
    if (feature?.kind === "switch") return "on";
    if (value === null) return "no limit";
    return feature?.kind === "meter" ? `${count.format(value)} ${feature.unitPlural}` : count.format(value);
  };
  const name = names[subject] ?? feature?.name ?? subject;
  return {
    subject: aspect ? `${name}: ${aspects[aspect]}` : name,
    kind,
    before: say(before, currencies.before),
    after: say(after, currencies.after),
  };
}
