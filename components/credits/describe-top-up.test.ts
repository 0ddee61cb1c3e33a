import { describe, expect, it } from "vitest";
import { describeTopUp } from "@/components/credits/describe-top-up";
import type { TopUpView } from "@/lib/billing/views";

const euro = (amountMinor: number) => ({ amountMinor, currency: "EUR" });
const armed: TopUpView = {
  state: "armed",
  threshold: "200",
  pack: { id: "pck_1", name: "2,000 credits", credits: "2000", price: euro(2_000), expiresAfterDays: null },
  monthlyCap: euro(6_000),
  spentThisMonth: euro(2_000),
  cooldownUntil: null,
  lastCause: null,
  payUrl: null,
  attempts: [],
};

describe("an automatic top-up", () => {
  it("says below what it buys what, and the most that it may spend", () => {
    expect(describeTopUp(armed)).toMatchObject({
      role: "ok",
      sentence:
        "Below 200 credits it buys 2,000 credits for €20.00; at most €60.00 a calendar month (UTC), of which €20.00 is used.",
    });
  });
  it("says that nothing is bought while it is off", () => {
    expect(describeTopUp({ ...armed, state: "off", pack: null }).sentence).toContain("Nothing is bought by itself");
  });
  it("names the cause of a failed payment and when it tries again", () => {
    const told = describeTopUp({
      ...armed,
      state: "cooldown",
      lastCause: "insufficient_funds",
      cooldownUntil: "2026-10-01T09:00:00Z",
    });
    expect(told.role).toBe("warn");
    expect(told.sentence).toContain("insufficient funds");
    expect(told.sentence).toContain("1 Oct 2026, 09:00 UTC");
  });
  it.each(["needs_action", "disabled"] as const)("asks for a person when it is %s", (state) => {
    expect(describeTopUp({ ...armed, state }).role).toBe("act");
  });
});
