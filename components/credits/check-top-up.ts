import { money } from "@/components/billing/describe-money";
import { describeCredits } from "@/components/ui/describe-credits";
import type { CreditPackView } from "@/lib/billing/views";
import { parseCredits } from "@/lib/credits";
import { parseMoney } from "@/lib/parse-money";

/** A rule as it is typed. */
export type TopUpForm = { threshold: string; creditPackId: string; cap: string; consent: boolean };

/** What keeps a rule from being sent, as sentences by field: a purchase must lift a balance of nothing above the mark. */
export function checkTopUp(
  { threshold, cap, consent }: TopUpForm,
  pack: CreditPackView | null,
): Record<string, string> {
  const found: Record<string, string> = {};
  if (pack === null) return { creditPackId: "Choose a pack." };
  const below = parseCredits(threshold.trim());
  const bought = parseCredits(pack.credits);
  if (!below) found.threshold = "Write a number of credits above 0 such as 200.";
  else if (bought && below >= bought) {
    found.threshold = `One pack adds ${describeCredits(pack.credits)} credits: the mark must be below that.`;
  }
  const capMinor = parseMoney(cap.trim(), pack.price.currency);
  if (capMinor === null) found.cap = "Write an amount such as 60.00.";
  else if (capMinor < pack.price.amountMinor) found.cap = `One pack costs ${money(pack.price)}: allow at least that.`;
  if (!consent) found.consent = "Agree to be charged, or leave it off.";
  return found;
}
