import { describe, expect, it } from "vitest";
import { deriveNotices } from "@/lib/billing/derive-notices";
import type { MoneyState } from "@/lib/billing/money-state";

const dayMs = 86_400_000;
const now = new Date("2026-11-21T10:00:00Z");
const inDays = (days: number) => new Date(now.getTime() + days * dayMs);

const invoice = {
  id: "inv_1",
  number: "1042",
  dueMinor: 9_900,
  currency: "EUR",
  attemptCount: 1,
  cause: "insufficient_funds",
  nextAttemptAt: inDays(3),
};
const subscription: NonNullable<MoneyState["subscription"]> = {
  id: "bil_1",
  billedBy: "stripe",
  planName: "Pro",
  isTrial: false,
  startedAt: inDays(-40),
  trialEnd: null,
  nextChargeAt: inDays(20),
  priceMinor: 9_900,
  currency: "EUR",
  endedAt: null,
};
const card = { id: "pm_1", brand: "visa", last4: "4242", expMonth: 12, expYear: 2030 };
const active = { status: "active", reason: null, planName: "Pro" } as const;
const calm: MoneyState = {
  tenantId: "tnt_1",
  now,
  held: active,
  overdue: null,
  lateSince: null,
  graceEndsAt: null,
  openInvoices: [],
  subscription,
  card,
  fallbackPlanName: "Free",
  unblocked: [],
  open: [],
};
const late = (over: { since: number; ends: number }): Partial<MoneyState> => ({
  held: { status: "grace", reason: null, planName: "Pro" },
  lateSince: inDays(over.since),
  graceEndsAt: inDays(over.ends),
  overdue: {
    invoiceId: "inv_1",
    number: "1042",
    dueMinor: 9_900,
    currency: "EUR",
    dueAt: null,
    graceEndsAt: inDays(over.ends).toISOString(),
    openInvoices: 1,
    cause: "card_declined",
  },
});
const trial = (over: { since: number; ends: number; by?: "stripe" | "nobody" }): Partial<MoneyState> => ({
  held: { status: "trialing", reason: null, planName: "Pro" },
  subscription: {
    ...subscription,
    billedBy: over.by ?? "nobody",
    isTrial: true,
    startedAt: inDays(over.since),
    trialEnd: inDays(over.ends),
    nextChargeAt: over.by === "stripe" ? inDays(over.ends) : null,
  },
});
const suspended: MoneyState["held"] = { status: "suspended", reason: "subscription_past_due", planName: "Pro" };
const end = (days: number, isTrial = false) => ({ subscription: { ...subscription, isTrial, endedAt: inDays(days) } });

describe("deriveNotices", () => {
  it.each<[string, Partial<MoneyState>, string[]]>([
    ["tells nothing while all is well", {}, []],
    ["tells nothing to who never held anything", { held: null, subscription: null, card: null }, []],
    [
      "tells of a failed payment under its cause",
      { openInvoices: [invoice] },
      ["payment.failed:inv_1:insufficient_funds"],
    ],
    [
      "tells nothing of an invoice that nobody tried to collect",
      { openInvoices: [{ ...invoice, attemptCount: 0 }] },
      [],
    ],
    [
      "asks for the bank's confirmation instead of another card",
      { openInvoices: [{ ...invoice, cause: "authentication_required" }] },
      ["payment.action_required:inv_1:authentication_required"],
    ],
    ["tells when grace begins", late({ since: 0, ends: 7 }), ["subscription.past_due:inv_1"]],
    [
      "warns 5 days before grace ends",
      late({ since: -2, ends: 5 }),
      ["subscription.past_due:inv_1", "subscription.grace_ending:inv_1:5"],
    ],
    [
      "warns by the smallest step that was reached",
      late({ since: -6, ends: 0.9 }),
      ["subscription.past_due:inv_1", "subscription.grace_ending:inv_1:1"],
    ],
    ["does not warn of 5 days when grace is 3 days long", late({ since: 0, ends: 3 }), ["subscription.past_due:inv_1"]],
    [
      "tells when grace is over",
      { ...late({ since: -8, ends: -1 }), held: suspended },
      ["subscription.suspended:inv_1"],
    ],
    [
      "tells of a contract that is late without an invoice",
      { ...late({ since: -8, ends: -1 }), overdue: null, held: suspended },
      [`subscription.suspended:bil_1:${inDays(-8).toISOString()}`],
    ],
    [
      "tells when the grace of such a contract begins",
      { ...late({ since: -1, ends: 6 }), overdue: null },
      [`subscription.past_due:bil_1:${inDays(-1).toISOString()}`],
    ],
    ["tells nothing of a pause as if it were a debt", { held: { ...suspended, reason: "subscription_paused" } }, []],
    [
      "tells that access is back after it was lost",
      { open: [{ id: "ntc_1", kind: "subscription.suspended" }] },
      ["subscription.restored:ntc_1"],
    ],
    [
      "does not call it back while it is lost",
      { held: suspended, overdue: null, lateSince: now, open: [{ id: "ntc_1", kind: "subscription.suspended" }] },
      [`subscription.suspended:bil_1:${now.toISOString()}`],
    ],
    ["tells that a plan has ended", end(-1), ["subscription.expired:bil_1"]],
    ["tells no old end", end(-8), []],
    ["tells no end that lies ahead", end(1), []],
    [
      "warns 3 days before a trial ends",
      trial({ since: -11, ends: 2.5 }),
      [`trial.ending:bil_1:${inDays(2.5).toISOString()}:3`],
    ],
    ["warns a day before", trial({ since: -13, ends: 0.5 }), [`trial.ending:bil_1:${inDays(0.5).toISOString()}:1`]],
    ["does not warn 3 days ahead of a trial of 2 days", trial({ since: 0, ends: 2 }), []],
    [
      "warns 30 days before the card ends, if a charge comes later",
      { card: { ...card, expMonth: 11, expYear: 2026 } },
      ["card.expiring:tnt_1:pm_1:2026-11:30"],
    ],
    [
      "keeps quiet of a card that lasts for the next charge",
      { card: { ...card, expMonth: 11, expYear: 2026 }, subscription: { ...subscription, nextChargeAt: inDays(5) } },
      [],
    ],
    [
      "keeps quiet of a card when nothing is charged any more",
      { card: { ...card, expMonth: 11, expYear: 2026 }, subscription: { ...subscription, nextChargeAt: null } },
      [],
    ],
    ["misses a card before the next charge", { card: null }, [`card.missing:bil_1:${inDays(20).toISOString()}`]],
    ["misses no card of a plan without price", { card: null, subscription: { ...subscription, priceMinor: 0 } }, []],
    [
      "tells who paid at a refusal that the way is free",
      { unblocked: [{ intentId: "cin_1", requestId: "req_1" }] },
      ["access.restored:cin_1"],
    ],
    [
      "does not say so while calls are refused",
      { held: suspended, overdue: null, unblocked: [{ intentId: "cin_1", requestId: "req_1" }] },
      ["subscription.suspended:bil_1:late"],
    ],
  ])("%s", (_, over, expected) => {
    expect(deriveNotices({ ...calm, ...over }).map(({ dedupeKey }) => dedupeKey)).toEqual(expected);
  });

  it("says of a late invoice that it is billed by hand, and of no other", () => {
    const byHandOf = (billedBy: "stripe" | "manual") =>
      deriveNotices({ ...calm, ...late({ since: -1, ends: 6 }), subscription: { ...subscription, billedBy } })
        .filter(({ kind }) => kind === "subscription.past_due")
        .map(({ data }) => "byHand" in data);
    expect([byHandOf("stripe"), byHandOf("manual")]).toEqual([[false], [true]]);
  });

  it("says what a trial turns into: a charge where a card is billed, the fallback plan otherwise", () => {
    const dataOf = (by: "stripe" | "nobody") =>
      deriveNotices({ ...calm, ...trial({ since: -11, ends: 2, by }) })[0]?.data;
    expect(dataOf("stripe")).toMatchObject({ charge: { amountMinor: 9_900, currency: "EUR" }, fallbackPlanName: null });
    expect(dataOf("nobody")).toMatchObject({ charge: null, fallbackPlanName: "Free" });
  });
});
