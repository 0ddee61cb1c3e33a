import type { Interval } from "@/lib/billing/types";
import type { MoneyView } from "@/lib/billing/views";
import { formatMoney } from "@/lib/money";

export const money = (amount: MoneyView): string => formatMoney(amount, "en");

/** "a month", "a year". */
export const perInterval: Record<Interval, string> = { month: "a month", year: "a year" };

/** "€99.00 a month". */
export const describePrice = (price: MoneyView, interval: Interval): string =>
  `${money(price)} ${perInterval[interval]}`;

/** How taxes are dealt with, as every money screen says it. */
export const describeTax = (tax: "not_calculated" | "automatic"): string =>
  tax === "automatic" ? "Taxes: added by Stripe" : "Taxes: not calculated";
