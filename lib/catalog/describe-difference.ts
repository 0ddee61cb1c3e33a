import type { Difference } from "@/lib/catalog/compare-versions";
import type { FeatureView } from "@/lib/catalog/views";
import { creditDecimal } from "@/lib/credits";
import { formatMoney } from "@/lib/money";

export type DifferenceLine = { subject: string; kind: Difference["kind"]; before: string; after: string };
type Value = Difference["before"];
type Named = Pick<FeatureView, "name" | "kind" | "unitPlural">;

const count = new Intl.NumberFormat("en");
const names: Record<string, string> = { price: "Price a month", rate: "Requests a minute", trial: "Trial" };
const aspects = { period: "starts again", credits: "credits for a further unit", overage: "use beyond it" };
const words: Record<string, string> = {
  anniversary: "every month from the day of the subscription",
  calendar_month: "on the first of the month",
  day: "every day",
  none: "refused",
  postpaid: "billed later",
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
    if (aspect === "credits") return creditDecimal(value ?? 0);
    if (subject === "price") return currency === null ? "–" : formatMoney({ amountMinor: value ?? 0, currency }, "en");
    if (subject === "trial") return value === 0 ? "none" : `${value ?? 0} days`;
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
