import type { NoticeTexts } from "@/lib/notices/texts";

const named = (invoice: { number: string | null } | null, planName?: string) =>
  invoice?.number ? `Invoice ${invoice.number}` : planName ? `The invoice for ${planName}` : "The invoice";
const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
const sentences = (...parts: (string | null | false)[]) => parts.filter(Boolean).join(" ");
const stays = "Keys, logs and settings stay.";
const toPay = (byHand?: true) => (byHand ? "Look at the invoice" : "Pay the invoice");

/** English, the source. Copy rules: fact, consequence, way out; numbers before adjectives; no apology, no plea. */
export const textsEn: NoticeTexts = {
  notices: {
    "payment.failed": ({ invoice, cause, nextAttemptAt }, say) => ({
      title: `A payment${invoice ? ` of ${say.money(invoice)}` : ""} failed${invoice?.number ? ` (invoice ${invoice.number})` : ""}`,
      text: sentences(
        say.cause(cause),
        nextAttemptAt ? `It is tried again on ${say.moment(nextAttemptAt)}.` : "It is not tried again by itself.",
        "Another card pays it within seconds.",
        stays,
      ),
      action: "Pay or change the card",
    }),
    "payment.action_required": ({ invoice }, say) => ({
      title: `The bank wants a confirmation${invoice ? ` for ${say.money(invoice)}` : ""}`,
      text: sentences("The payment is made as soon as it is given; until then nothing is charged.", stays),
      action: "Confirm the payment",
    }),
    "card.expiring": ({ brand, last4, endsAt, nextChargeAt }, say) => ({
      title: `The ${brand} card ending in ${last4} stops working on ${say.day(endsAt)}`,
      text: `The next charge is on ${say.moment(nextChargeAt)}, after that day: it would fail. Nothing changes before. A new card takes its place at once.`,
      action: "Replace the card",
    }),
    "card.missing": ({ planName, nextChargeAt }, say) => ({
      title: `No card is saved for ${planName}`,
      text: `The next charge is on ${say.moment(nextChargeAt)}. Without a card it fails, and the grace period begins. Nothing changes before.`,
      action: "Save a card",
    }),
    "subscription.past_due": ({ invoice, planName, cause, graceEndsAt, byHand }, say) => ({
      title: `${named(invoice, planName)}${invoice ? ` (${say.money(invoice)})` : ""} is unpaid; calls go on until ${say.day(graceEndsAt)}`,
      text: sentences(
        cause !== null && say.cause(cause),
        `Nothing changes until ${say.moment(graceEndsAt)}. After that calls answer 402 subscription_past_due.`,
        `${stays} ${byHand ? "The invoice is settled with the operator." : "Paying restores calls within seconds."}`,
      ),
      action: toPay(byHand),
    }),
    "subscription.grace_ending": ({ invoice, planName, graceEndsAt, daysLeft, byHand }, say) => ({
      title: `${daysLeft === 1 ? "1 day" : `${daysLeft} days`} left: ${lower(named(invoice, planName))} is unpaid`,
      text: sentences(
        `Calls go on until ${say.moment(graceEndsAt)}. After that they answer 402 subscription_past_due.`,
        invoice && `Open: ${say.money(invoice)}.`,
        `${stays} ${byHand ? "The invoice is settled with the operator." : "Paying ends this at once."}`,
      ),
      action: toPay(byHand),
    }),
    "subscription.suspended": ({ invoice, planName, byHand }, say) => ({
      title: `Calls are refused: ${lower(named(invoice, planName))} is unpaid`,
      text: sentences(
        "The grace period is over. Calls answer 402 subscription_past_due until it is settled.",
        invoice && `Open: ${say.money(invoice)}.`,
        `${stays} ${byHand ? "The operator opens calls again once it is settled." : "Paying restores calls within seconds."}`,
      ),
      action: toPay(byHand),
    }),
    "subscription.expired": ({ planName, endedAt, wasTrial, fallbackPlanName }, say) => ({
      title: `${wasTrial ? `The trial of ${planName}` : planName} ended on ${say.day(endedAt)}`,
      text: sentences(
        fallbackPlanName
          ? `${fallbackPlanName} holds now, with what it includes.`
          : `Calls answer 402 ${wasTrial ? "trial_expired" : "subscription_expired"}.`,
        `Nothing more is charged. ${stays} A plan can be chosen at any time and holds within seconds.`,
      ),
      action: "Choose a plan",
    }),
    "subscription.restored": ({ planName }) => ({
      title: "Calls are answered again",
      text: `What was open is settled, and ${planName} holds as before. Nothing has to be done.`,
      action: null,
    }),
    "trial.ending": ({ planName, endsAt, hasCard, charge, fallbackPlanName }, say) => ({
      title: `The trial of ${planName} ends on ${say.day(endsAt)}`,
      text: charge
        ? sentences(
            `${say.money(charge)} is charged then${hasCard ? " to the saved card" : "; no card is saved, so it would fail"}.`,
            `Nothing is charged before ${say.moment(endsAt)}, and nothing at all if the plan is cancelled by then.`,
          )
        : sentences(
            "Nothing is charged.",
            fallbackPlanName
              ? `From ${say.moment(endsAt)} on ${fallbackPlanName} holds.`
              : `From ${say.moment(endsAt)} on calls answer 402 trial_expired.`,
            `Choosing a plan before keeps everything as it is. ${stays}`,
          ),
      action: charge ? "Look at the plan" : "Choose a plan",
    }),
    "credits.low": ({ creditMicro, daysLeft }, say) => ({
      title: `Credits last for about ${daysLeft === 1 ? "1 more day" : `${daysLeft} more days`}`,
      text: `${say.credits(creditMicro)} credits are left. Once they are used up, calls that need them answer 402 credits_exhausted; what the plan includes keeps working.`,
      action: "Add credits",
    }),
    "credits.exhausted": () => ({
      title: "Credits are used up",
      text: "Calls that need them answer 402 credits_exhausted; what the plan includes keeps working. Added credits work within seconds.",
      action: "Add credits",
    }),
    "credits.added": ({ creditMicro, price }, say) => ({
      title: `${say.credits(creditMicro)} credits were added`,
      text: sentences(price && `${say.money(price)} was paid.`, "They can be used at once."),
      action: null,
    }),
    "credits.recharge_failed": ({ cause, state, nextAttemptAt, ...money }, say) => ({
      title:
        state === "capped"
          ? "Automatic top-up has reached its monthly maximum"
          : `Automatic top-up of ${say.money(money)} failed`,
      text: sentences(
        state === "capped" ? "Nothing is charged until the month is over." : say.cause(cause),
        state === "cooldown" && nextAttemptAt && `It is tried again on ${say.moment(nextAttemptAt)} at the earliest.`,
        state === "needs_action" && "It waits until the bank's confirmation is given.",
        state === "disabled" && "It is switched off until somebody switches it on again.",
        "Calls go on as long as credits are left.",
      ),
      action: "Look at top-up",
    }),
    "access.restored": ({ planName, requestId }) => ({
      title: "The gate is open again",
      text: `The payment arrived, and ${planName} holds. The call that was refused (${requestId}) can be made again.`,
      action: null,
    }),
  },
  alsoTo: (names) => `Also sent to ${names}.`,
  why: (tenantName) => `You get this as a member of ${tenantName}.`,
};
