import type { Difference } from "@/lib/catalog/compare-versions";
import type { FeatureView } from "@/lib/catalog/views";
import { formatMoney } from "@/lib/money";

export type DifferenceLine = { subject: string; kind: Difference["kind"]; before: string; after: string };
type Value = number | null | undefined;

const count = new Intl.NumberFormat("en");
const names: Record<string, string> = { price: "Price a month", rate: "Requests a minute", trial: "Trial" };

/** One difference in words for people. `currencies` are those of the live version and of the draft. */
export function describeDifference(
  { subject, kind, before, after }: Difference,
  features: ReadonlyMap<string, Pick<FeatureView, "name" | "kind" | "unitPlural">>,
  currencies: { before: string | null; after: string },
): DifferenceLine {
  const feature = features.get(subject);
  const say = (value: Value, currency: string | null): string => {
    if (value === undefined) return "–";
    if (subject === "price") return currency === null ? "–" : formatMoney({ amountMinor: value ?? 0, currency }, "en");
    if (subject === "trial") return value === 0 ? "none" : `${value ?? 0} days`;
    if (feature?.kind === "switch") return "on";
    if (value === null) return "no limit";
    return feature?.kind === "meter" ? `${count.format(value)} ${feature.unitPlural}` : count.format(value);
  };
  return {
    subject: names[subject] ?? feature?.name ?? subject,
    kind,
    before: say(before, currencies.before),
    after: say(after, currencies.after),
  };
}
