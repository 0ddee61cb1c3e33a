import { describeShare } from "@/components/ui/describe-share";
import { describeNumber } from "@/components/ui/describe-units";
import { currencyExponent, formatMoney } from "@/lib/money";

/** What a chart's numbers are: shares between 0 and 1, money in minor units of a currency, or else counts. */
export type Measure = { percent?: boolean | undefined; money?: string | undefined };

/** A number as tables and tooltips say it; what was not measured is a dash. */
export function describeValue(value: number | null | undefined, { percent, money }: Measure): string {
  if (value === null || value === undefined) return "–";
  if (percent) return describeShare(value);
  if (money) return formatMoney({ amountMinor: Math.round(value), currency: money }, "en").replace("-", "−");
  return describeNumber(Math.round(value * 100) / 100);
}

// A mark of an axis stands at its value, so the value is not rounded away.
const shares = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 2 });
const counts = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 });

/** As an axis says it. */
export function describeAxisValue(value: number, { percent, money }: Measure): string {
  if (percent) return shares.format(value).replace("-", "−");
  if (!money) return counts.format(value).replace("-", "−");
  const major = value / 10 ** currencyExponent(money);
  const form = { style: "currency", currency: money, notation: "compact", maximumFractionDigits: 2 } as const;
  return new Intl.NumberFormat("en", form).format(major).replace("-", "−");
}
