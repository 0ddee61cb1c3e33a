import { describe, expect, it } from "vitest";
import { describeChange, describeSubscription } from "@/components/billing/describe-subscription";
import { anInvoice, billing, subscription } from "@/components/billing/testing/billing-samples";

describe("what a tenant is told of its plan", () => {
  it("says the code that calls answer while there is none", () => {
    expect(describeSubscription(billing({ subscription: null })).sentence).toContain("402 subscription_required");
  });

  it("names the end of a trial, and whether a card is charged then", () => {
    const trialEnd = "2026-08-29T12:00:00Z";
    const byCard = billing({ subscription: { ...subscription, status: "trialing", trialEnd } });
    expect(describeSubscription(byCard).sentence).toBe(
      "Trial until 29 Aug 2026, 12:00 UTC; nothing is charged before. Then €99.00 a month is charged to the card, unless it is cancelled before.",
    );
    const byNobody = billing({ subscription: { ...subscription, status: "trialing", trialEnd, billedBy: "nobody" } });
    expect(describeSubscription(byNobody).sentence).toContain("402 trial_expired");
  });

  it("says in grace what is unpaid, until when nothing changes, what stops and what stays", () => {
    const late = billing({
      subscription: { ...subscription, status: "grace", graceEndsAt: "2026-08-29T12:00:00Z" },
      openInvoices: [anInvoice],
    });
    expect(describeSubscription(late)).toMatchObject({
      role: "warn",
      sentence:
        "Invoice 1042 (€99.00) is unpaid. Nothing changes until 29 Aug 2026, 12:00 UTC. After that calls answer 402 subscription_past_due. Keys, logs and settings stay. Paying restores calls within seconds.",
    });
  });

  it("adds up what is open once the time is over, and is the one state in red", () => {
    const over = billing({
      subscription: { ...subscription, status: "suspended" },
      openInvoices: [anInvoice, { ...anInvoice, id: "inv_2" }],
    });
    const told = describeSubscription(over);
    expect(told.role).toBe("act");
    expect(told.sentence).toContain("2 invoices (€198.00) are unpaid");
  });

  it("never offers a payment to somebody who is billed by hand", () => {
    for (const status of ["grace", "suspended"] as const) {
      const told = describeSubscription(
        billing({ subscription: { ...subscription, status, billedBy: "manual" }, openInvoices: [anInvoice] }),
      );
      expect(told.sentence).not.toContain("Paying");
    }
  });

  it("tells what holds after a cancelled plan: another plan, or a refusal", () => {
    const cancelAt = "2026-10-01T00:00:00Z";
    const ends = (afterPlanName: string | null) =>
      describeSubscription(billing({ subscription: { ...subscription, cancelAt, afterPlanName } })).sentence;
    expect(ends("Free")).toContain("After that the plan Free holds.");
    expect(ends(null)).toContain("402 subscription_expired");
  });

  it("tells no end of a period that nobody bills: its units may start again at another instant", () => {
    const free = { ...subscription, billedBy: "nobody", price: { amountMinor: 0, currency: "EUR" } } as const;
    expect(describeSubscription(billing({ subscription: free, nextCharge: null })).sentence).toBe("No fee.");
  });

  it("names the next charge as an estimate", () => {
    expect(describeSubscription(billing({})).sentence).toBe(
      "€99.00 a month. About €104.20 is charged 1 Oct 2026, 00:00 UTC.",
    );
  });
});

describe("a change that waits", () => {
  const change = {
    id: "chg_1",
    kind: "upgrade",
    toPlanName: "Scale",
    effectiveAt: "2026-10-01T00:00:00Z",
    price: { amountMinor: 39_900, currency: "EUR" },
    payUrl: null,
  } as const;

  it("owes nothing while it waits for its payment", () => {
    const told = describeChange({ ...change, status: "pending_payment" }, "Pro");
    expect(told.sentence).toContain("Pro stays as it is");
    expect(told.sentence).toContain("nothing is owed");
  });

  it("says when it takes effect and that it can be undone", () => {
    const told = describeChange({ ...change, kind: "downgrade", status: "scheduled" }, "Pro");
    expect(told.sentence).toContain("1 Oct 2026, 00:00 UTC Scale takes the place of Pro.");
    expect(told.sentence).toContain("can be undone");
  });
});
