import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deriveAccess } from "@/lib/billing/derive-access";
import type { AccessInput, MirroredInvoice, MirroredSubscription } from "@/lib/billing/types";

const at = (day: number) => new Date(Date.UTC(2027, 0, 1 + day));
const now = at(100);
const pro = "plv_pro";
const free = "plv_free";

const subscription = (over: Partial<MirroredSubscription> = {}): MirroredSubscription => ({
  id: "bil_1",
  billedBy: "stripe",
  status: "active",
  planVersionId: pro,
  anchorAt: at(0),
  startedAt: at(0),
  periodStart: at(90),
  trialEnd: null,
  cancelAt: null,
  endedAt: null,
  pausedReason: null,
  overdueSince: null,
  createdAt: at(0),
  ...over,
});
const invoice = (over: Partial<MirroredInvoice> = {}): MirroredInvoice => ({
  id: "inv_1",
  subscriptionId: "bil_1",
  number: "FG-1",
  status: "open",
  isSent: false,
  dueMinor: 4900,
  totalMinor: 4900,
  currency: "EUR",
  attemptCount: 1,
  finalizedAt: at(98),
  dueAt: null,
  cause: "insufficient_funds",
  ...over,
});
const paid = invoice({ id: "inv_0", status: "paid", finalizedAt: at(0), cause: null });

type Case = {
  s?: Partial<MirroredSubscription>;
  invoices?: MirroredInvoice[];
  fallback?: string;
  grace?: { graceDays: number; trialGraceDays: number };
  none?: true;
};
const input = ({ s = {}, invoices = [], fallback, grace, none }: Case): AccessInput => ({
  subscriptions: none ? [] : [subscription(s)],
  invoices,
  terms: { graceDays: new Map(grace ? [[pro, grace]] : []), fallbackPlanVersionId: fallback ?? null },
  clockOffsetSeconds: 0,
  since: at(-10),
});
const seven = { graceDays: 7, trialGraceDays: 0 };

/** What is expected of the grant: `plan:status[:reason]`, when it ends, and what follows. */
const told = (given: AccessInput, when = now): string => {
  const access = deriveAccess(given, when);
  const alerts = access.alerts.map(({ kind }) => ` !${kind}`).join("");
  if (access.kind !== "grant") return access.kind + alerts;
  const { grant } = access;
  const word = (one: { planVersionId: string; status: string; reason: string | null }) =>
    [one.planVersionId.slice(4), one.status, one.reason].filter(Boolean).join(":");
  const end =
    grant.endsAt &&
    ` ${grant.status === "ended" ? "since" : "until"} ${(grant.endsAt.getTime() - at(0).getTime()) / 86_400_000}`;
  return `${word(grant)}${end ?? ""}${grant.after ? ` then ${word(grant.after)}` : ""}${alerts}`;
};

const gone = { status: "canceled", endedAt: at(95) };
const trialed = { trialEnd: at(94) };
const paused = (pausedReason: string | null) => ({ s: { status: "paused", pausedReason } });
const manual = { billedBy: "manual" } as const;
const nobody = { billedBy: "nobody" } as const;

describe("access by the truth table", () => {
  test.each<[row: string, title: string, given: Case, expected: string]>([
    ["1", "who never had a plan has nothing", { none: true }, "none"],
    [
      "1",
      "who never had a plan has the fallback plan where there is one",
      { none: true, fallback: free },
      "free:active",
    ],
    ["2", "an unpaid first invoice gives nothing yet", { s: { status: "incomplete" }, invoices: [invoice()] }, "none"],
    [
      "2",
      "an unpaid first invoice leaves the fallback plan",
      { s: { status: "incomplete" }, fallback: free },
      "free:active",
    ],
    [
      "3",
      "a first invoice that was never paid gave nothing",
      { s: { status: "incomplete_expired", endedAt: at(95) } },
      "none",
    ],
    ["4", "a trial goes on until Stripe ends it", { s: { status: "trialing", trialEnd: at(99) } }, "pro:trialing"],
    [
      "4",
      "a trial that was cancelled ends by the clock",
      { s: { status: "trialing", trialEnd: at(110), cancelAt: at(110) } },
      "pro:trialing until 110 then pro:ended:trial_expired",
    ],
    ["5", "a paid subscription runs on", {}, "pro:active"],
    [
      "5",
      "an old open invoice of an active subscription refuses nothing",
      { invoices: [invoice({ finalizedAt: at(20) })] },
      "pro:active",
    ],
    [
      "6",
      "a cancelled plan goes on to the end of what was paid",
      { s: { cancelAt: at(120) }, invoices: [paid] },
      "pro:active until 120 then pro:ended:subscription_expired",
    ],
    [
      "6",
      "a cancelled plan is followed by the fallback plan",
      { s: { cancelAt: at(120) }, fallback: free },
      "pro:active until 120 then free:active",
    ],
    [
      "6",
      "an end that is past holds, whether Stripe has told it or not",
      { s: { cancelAt: at(99) }, invoices: [paid] },
      "pro:ended:subscription_expired since 99",
    ],
    [
      "8",
      "collection paused in the Dashboard refuses nothing, and is told",
      { s: { pausedReason: "collection" } },
      "pro:active !collection_paused",
    ],
    [
      "9",
      "a late payment inside grace never refuses a call",
      { s: { status: "past_due" }, invoices: [invoice(), paid], grace: seven },
      "pro:grace until 105 then pro:suspended:subscription_past_due",
    ],
    [
      "9",
      "grace is counted from the oldest unpaid invoice",
      { s: { status: "past_due" }, invoices: [invoice({ id: "inv_2", finalizedAt: at(96) }), invoice()] },
      "pro:grace until 103 then pro:suspended:subscription_past_due",
    ],
    [
      "9",
      "an invoice that nobody tried to collect is not late",
      {
        s: { status: "past_due" },
        invoices: [invoice({ finalizedAt: at(80), attemptCount: 0 }), invoice({ id: "inv_2" })],
      },
      "pro:grace until 105 then pro:suspended:subscription_past_due",
    ],
    [
      "9",
      "a sent invoice is late from its day on",
      {
        s: { status: "past_due" },
        invoices: [invoice({ isSent: true, attemptCount: 0, finalizedAt: at(70), dueAt: at(97) })],
      },
      "pro:grace until 104 then pro:suspended:subscription_past_due",
    ],
    [
      "9",
      "without any invoice grace begins with the period",
      { s: { status: "past_due", periodStart: at(99) } },
      "pro:grace until 106 then pro:suspended:subscription_past_due",
    ],
    [
      "9",
      "grace ends with the plan, when that ends first",
      { s: { status: "past_due", cancelAt: at(101) }, invoices: [invoice(), paid] },
      "pro:grace until 101 then pro:ended:subscription_expired",
    ],
    [
      "9",
      "the plan version says how long grace is",
      { s: { status: "past_due" }, invoices: [invoice(), paid], grace: { graceDays: 30, trialGraceDays: 0 } },
      "pro:grace until 128 then pro:suspended:subscription_past_due",
    ],
    [
      "10",
      "after grace calls are refused as unpaid",
      { s: { status: "past_due" }, invoices: [invoice({ finalizedAt: at(93) }), paid], grace: seven },
      "pro:suspended:subscription_past_due",
    ],
    [
      "10",
      "a plan without grace refuses at once",
      { s: { status: "past_due" }, invoices: [invoice(), paid], grace: { graceDays: 0, trialGraceDays: 0 } },
      "pro:suspended:subscription_past_due",
    ],
    [
      "10",
      "the first payment after a trial has the trial's grace",
      { s: { status: "past_due", ...trialed }, invoices: [invoice({ finalizedAt: at(99) })], grace: seven },
      "pro:suspended:subscription_past_due",
    ],
    [
      "9",
      "later payments after a trial have the plan's grace",
      { s: { status: "past_due", ...trialed }, invoices: [invoice(), paid], grace: seven },
      "pro:grace until 105 then pro:suspended:subscription_past_due",
    ],
    [
      "11",
      "unpaid is refused, also inside grace",
      { s: { status: "unpaid" }, invoices: [invoice()] },
      "pro:suspended:subscription_past_due",
    ],
    [
      "12",
      "a subscription that was paid and is over has ended",
      { s: gone, invoices: [paid] },
      "pro:ended:subscription_expired since 95",
    ],
    [
      "12",
      "what is over is followed by the fallback plan",
      { s: gone, invoices: [paid], fallback: free },
      "free:active",
    ],
    [
      "13",
      "a trial that nobody paid for has ended as a trial",
      { s: { ...gone, ...trialed }, invoices: [invoice({ status: "paid", totalMinor: 0 })] },
      "pro:ended:trial_expired since 95",
    ],
    [
      "13",
      "a trial that was paid later ends as a subscription",
      { s: { ...gone, ...trialed }, invoices: [paid] },
      "pro:ended:subscription_expired since 95",
    ],
    [
      "14",
      "a trial that ended without a card is over until there is one",
      paused("trial_end_without_payment_method"),
      "pro:suspended:trial_expired",
    ],
    [
      "15",
      "paused for a first payment is unpaid",
      paused("first_payment_failure"),
      "pro:suspended:subscription_past_due",
    ],
    ["15", "paused for the last try is unpaid", paused("final_payment_failure"), "pro:suspended:subscription_past_due"],
    ["16", "paused on request is paused", paused("pause_requested"), "pro:paused:subscription_paused"],
    [
      "16",
      "paused for a reason that is new to us is paused",
      paused("something_new"),
      "pro:paused:subscription_paused",
    ],
    [
      "17",
      "a price that is none of ours changes nothing, and is told",
      { s: { planVersionId: null } },
      "keep !unknown_price",
    ],
    [
      "17",
      "one that is over changes access all the same",
      { s: { ...gone, planVersionId: null }, fallback: free },
      "free:active",
    ],
    [
      "18",
      "a status that is new to us changes nothing, and is told",
      { s: { status: "hibernating" } },
      "keep !unknown_status",
    ],
    ["19", "billed by hand runs on", { s: manual }, "pro:active"],
    [
      "19",
      "billed by hand runs to its end",
      { s: { ...manual, cancelAt: at(130) } },
      "pro:active until 130 then pro:ended:subscription_expired",
    ],
    [
      "20",
      "overdue by hand has grace",
      { s: { ...manual, overdueSince: at(95) } },
      "pro:grace until 102 then pro:suspended:subscription_past_due",
    ],
    [
      "21",
      "overdue by hand for too long is refused",
      { s: { ...manual, overdueSince: at(93) } },
      "pro:suspended:subscription_past_due",
    ],
    [
      "22",
      "billed by hand is over at its end",
      { s: { ...manual, cancelAt: at(100) } },
      "pro:ended:subscription_expired since 100",
    ],
    ["16", "stopped by hand is paused", { s: { ...manual, status: "paused" } }, "pro:paused:subscription_paused"],
    ["23", "a free plan runs on", { s: nobody }, "pro:active"],
    [
      "24",
      "a trial without a card ends by the clock",
      { s: { ...nobody, status: "trialing", trialEnd: at(107) } },
      "pro:trialing until 107 then pro:ended:trial_expired",
    ],
    [
      "25",
      "a trial without a card is over at its end",
      { s: { ...nobody, status: "trialing", trialEnd: at(100) } },
      "pro:ended:trial_expired since 100",
    ],
    [
      "25",
      "a trial without a card is followed by the fallback plan",
      { s: { ...nobody, status: "trialing", trialEnd: at(100) }, fallback: free },
      "free:active",
    ],
  ])("row %s: %s", (_row, _title, given, expected) => {
    expect(told(input(given))).toBe(expected);
  });

  test("grace names the oldest unpaid invoice, and how many there are", () => {
    const second = invoice({ id: "inv_2", number: "FG-2", finalizedAt: at(99) });
    const access = deriveAccess(input({ s: { status: "past_due" }, invoices: [second, invoice(), paid] }), now);
    expect(access).toMatchObject({
      grant: {
        overdue: { invoiceId: "inv_1", number: "FG-1", openInvoices: 2, dueMinor: 4900, cause: "insufficient_funds" },
      },
    });
  });
});

describe("several subscriptions", () => {
  const two = (one: Partial<MirroredSubscription>, other: Partial<MirroredSubscription>) => ({
    ...input({}),
    subscriptions: [
      subscription(one),
      subscription({ id: "bil_2", planVersionId: "plv_team", createdAt: at(50), ...other }),
    ],
  });
  test.each([
    ["the active one entitles, and an admin is told", {}, { status: "unpaid" }, "pro:active !two_subscriptions"],
    ["of two equal ones the newest entitles", {}, {}, "team:active !two_subscriptions"],
    ["one that is over is no second one", gone, {}, "team:active"],
    [
      "one that nobody understands takes nothing away from one that is clear",
      {},
      { planVersionId: null },
      "pro:active !unknown_price !two_subscriptions",
    ],
    [
      "one that nobody understands may be the one that was paid",
      { status: "unpaid" },
      { planVersionId: null },
      "keep !unknown_price !two_subscriptions",
    ],
    ["a first payment that is open takes nothing away", {}, { status: "incomplete" }, "pro:active"],
    [
      "one by hand that begins later follows without a gap",
      { cancelAt: at(120) },
      { ...manual, startedAt: at(120) },
      "pro:active until 120 then team:active",
    ],
    [
      "one by hand that begins too late leaves a gap",
      { cancelAt: at(120) },
      { ...manual, startedAt: at(121) },
      "pro:active until 120 then pro:ended:subscription_expired",
    ],
  ])("%s", (_title, one, other, expected) => {
    expect(told(two(one, other))).toBe(expected);
  });
});

describe("whatever the mirror holds", () => {
  const day = fc.integer({ min: 60, max: 140 }).map(at);
  const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
  const anySubscription = fc
    .record({
      billedBy: fc.constantFrom("stripe" as const, "manual" as const, "nobody" as const),
      status: fc.constantFrom("active", "trialing", "past_due", "unpaid", "paused", "canceled", "incomplete", "new"),
      planVersionId: maybe(fc.constantFrom(pro, "plv_team")),
      startedAt: day,
      trialEnd: maybe(day),
      cancelAt: maybe(day),
      pausedReason: maybe(fc.constantFrom("collection", "final_payment_failure", "trial_end_without_payment_method")),
      overdueSince: maybe(day),
      createdAt: day,
    })
    .map((over) => subscription({ ...over, endedAt: over.status === "canceled" ? at(90) : null }));
  const anyInput = fc
    .record({
      subscriptions: fc.array(anySubscription, { maxLength: 3 }),
      invoices: fc.array(
        fc
          .record({
            subscriptionId: fc.constantFrom("bil_0", "bil_1", "bil_2"),
            status: fc.constantFrom("open" as const, "paid" as const, "draft" as const),
            attemptCount: fc.integer({ min: 0, max: 2 }),
            finalizedAt: maybe(day),
          })
          .map((over) => invoice(over)),
        { maxLength: 4 },
      ),
      fallback: maybe(fc.constant(free)),
      graceDays: fc.integer({ min: 0, max: 20 }),
    })
    .map(({ subscriptions, invoices, fallback, graceDays }) => ({
      ...input({ grace: { graceDays, trialGraceDays: 1 }, ...(fallback && { fallback }) }),
      subscriptions: subscriptions.map((one, n) => ({ ...one, id: `bil_${n}` })),
      invoices: invoices.map((one, n) => ({ ...one, id: `inv_${n}` })),
    }));

  test("its order changes nothing", () => {
    fc.assert(
      fc.property(anyInput, fc.infiniteStream(fc.nat(100)), (given, dice) => {
        const mixed = <T>(all: readonly T[]) =>
          all
            .map((one) => ({ one, place: Number(dice.next().value) }))
            .sort((a, b) => a.place - b.place)
            .map(({ one }) => one);
        const other = { ...given, subscriptions: mixed(given.subscriptions), invoices: mixed(given.invoices) };
        expect(deriveAccess(other, now)).toEqual(deriveAccess(given, now));
      }),
    );
  });

  test("what a grant says will follow is what follows", () => {
    fc.assert(
      fc.property(
        anyInput.filter(({ subscriptions }) => subscriptions.length === 1),
        (given) => {
          const before = deriveAccess(given, now);
          if (before.kind !== "grant" || !before.grant.endsAt || before.grant.status === "ended") return;
          expect(before.grant.endsAt.getTime()).toBeGreaterThan(now.getTime());
          const later = deriveAccess(given, before.grant.endsAt);
          if (later.kind !== "grant") throw new Error(`It became ${later.kind}.`);
          const { status, planVersionId, reason } = later.grant;
          expect({ status, planVersionId, reason }).toEqual(before.grant.after);
        },
      ),
      { numRuns: 500 },
    );
  });
});
