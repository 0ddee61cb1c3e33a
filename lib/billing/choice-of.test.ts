import { describe, expect, test } from "vitest";
import { choiceOf, type OfferedTo, type OfferedVersion } from "@/lib/billing/choice-of";

const offer = (over: Partial<OfferedVersion> = {}): OfferedVersion => ({
  ...{ planVersionId: "plv_pro", priceMinor: 4_900, currency: "EUR", interval: "month", trialDays: 0 },
  ...{ trialNeedsCard: false, isFree: false, isFallback: false, isSynced: true },
  ...over,
});
const free = offer({ planVersionId: "plv_free", priceMinor: 0, isFree: true, isSynced: false });
const tenant = (over: Partial<OfferedTo> = {}): OfferedTo => ({
  ...{ takesCards: true, held: null, currency: null, hadTrial: false, hasOpenChange: false },
  ...over,
});
type Held = NonNullable<OfferedTo["held"]>;
const held = (over: Partial<Held> = {}): Held => ({
  ...{ billedBy: "stripe", status: "active", planVersionId: "plv_mid", isEnding: false },
  terms: { priceMinor: 2_900, currency: "EUR", interval: "month" },
  ...over,
});
const paying = (over: Partial<Held> = {}, also: Partial<OfferedTo> = {}) => tenant({ held: held(over), ...also });
const nobody = (status: string) => held({ billedBy: "nobody", status, planVersionId: "plv_free" });

describe("an offer", () => {
  test.each([
    ["can be paid by whoever has nothing", tenant(), offer(), "subscribe", null],
    ["that is free begins at once", tenant(), free, "start_free", null],
    ["with a trial without card begins at once", tenant(), offer({ trialDays: 14 }), "start_trial", null],
    ["has one trial for each tenant", tenant({ hadTrial: true }), offer({ trialDays: 14 }), "subscribe", null],
    ["with a trial with card is paid", tenant(), offer({ trialDays: 14, trialNeedsCard: true }), "subscribe", null],
    ["needs its prices at the provider", tenant(), offer({ isSynced: false }), "unavailable", "not_synced"],
    [
      "is billed by hand where cards are not taken",
      tenant({ takesCards: false }),
      offer(),
      "unavailable",
      "billed_by_hand",
    ],
    ["that is free needs no cards", tenant({ takesCards: false }), free, "start_free", null],
    ["has the tenant's currency", tenant({ currency: "USD" }), offer(), "unavailable", "other_currency"],
    ["is current for who holds it", paying({ planVersionId: "plv_pro" }), offer(), "current", null],
    [
      "is paid by who tries it without a card",
      tenant({ held: held({ billedBy: "nobody", status: "trialing", planVersionId: "plv_pro" }), hadTrial: true }),
      offer(),
      "subscribe",
      null,
    ],
    [
      "with a trial without card is tried by who has a free plan",
      tenant({ held: nobody("active") }),
      offer({ trialDays: 14 }),
      "start_trial",
      null,
    ],
    ["is paid by who has a free plan", tenant({ held: nobody("active") }), offer(), "subscribe", null],
    [
      "that is free replaces another free one",
      tenant({ held: nobody("active") }),
      { ...free, planVersionId: "plv_other" },
      "start_free",
      null,
    ],
    ["is no offer to who has a contract", paying({ billedBy: "manual" }), offer(), "unavailable", "billed_by_hand"],
    ["that costs more is an upgrade", paying(), offer(), "upgrade", null],
    ["that costs less is a downgrade", paying(), offer({ priceMinor: 900 }), "downgrade", null],
    ["that is free and everybody's is a downgrade", paying(), { ...free, isFallback: true }, "downgrade", null],
    ["that is free can be taken after a cancellation", paying(), free, "unavailable", "cancel_first"],
    ["in another currency is no change", paying(), offer({ currency: "USD" }), "unavailable", "other_currency"],
    ["waits for a change under way", paying({}, { hasOpenChange: true }), offer(), "unavailable", "change_open"],
    ["waits for a payment that is late", paying({ status: "past_due" }), offer(), "unavailable", "payment_overdue"],
    [
      "waits until a cancellation is taken back",
      paying({ isEnding: true }),
      offer(),
      "unavailable",
      "cancellation_open",
    ],
    ["is no change from a price that nobody knows", paying({ terms: null }), offer(), "unavailable", "unknown_price"],
    ["is no change before its prices are there", paying(), offer({ isSynced: false }), "unavailable", "not_synced"],
  ] as const)("%s", (_, to, of, choice, why) => expect(choiceOf(to, of)).toEqual({ choice, why }));
});
