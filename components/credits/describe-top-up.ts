import { money } from "@/components/billing/describe-money";
import type { Told } from "@/components/billing/describe-subscription";
import { describeCause } from "@/components/invoices/describe-cause";
import { describeCredits } from "@/components/ui/describe-credits";
import { describeMoment } from "@/components/ui/describe-time";
import type { TopUpView } from "@/lib/billing/views";

/** Where the automatic top-up stands: what it will do, or why it does nothing and what helps. */
export function describeTopUp(view: TopUpView): Told {
  const { state, pack, threshold, monthlyCap, spentThisMonth, cooldownUntil, lastCause } = view;
  const title = "Automatic top-up";
  if (state === "off" || pack === null || threshold === null || monthlyCap === null) {
    const sentence = "Nothing is bought by itself. Once credits are used up, calls that only they pay for answer 402.";
    return { role: "calm", word: "off", title, sentence };
  }
  const spent = spentThisMonth === null ? "" : `, of which ${money(spentThisMonth)} is used`;
  const rule = `Below ${describeCredits(threshold)} credits it buys ${pack.name} for ${money(pack.price)}; at most ${money(monthlyCap)} a calendar month (UTC)${spent}.`;
  const cause = lastCause === null ? "" : ` ${describeCause(lastCause)}`;
  if (state === "armed") return { role: "ok", word: "on", title, sentence: rule };
  if (state === "charging")
    return { role: "info", word: "paying now", title, sentence: `${rule} A payment is on its way.` };
  if (state === "cooldown") {
    const until = cooldownUntil === null ? "later" : describeMoment(new Date(cooldownUntil));
    return {
      role: "warn",
      word: "waits",
      title,
      sentence: `The last payment failed.${cause} It tries again ${until}. ${rule}`,
    };
  }
  if (state === "needs_action") {
    const sentence = `Your bank wants a confirmation of the last payment. Until then nothing more is tried. ${rule}`;
    return { role: "act", word: "wants confirmation", title, sentence };
  }
  const sentence = `It stopped after a failed payment.${cause} It starts again after a payment by hand, or with a new card once it is set again. ${rule}`;
  return { role: "act", word: "stopped", title, sentence };
}
