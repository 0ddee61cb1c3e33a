import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { TopUpDialog } from "@/components/credits/top-up-form";
import { openDialog, press, write } from "@/components/deeds/testing/open-dialog";
import type { CreditPackView, TopUpView } from "@/lib/billing/views";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const pack: CreditPackView = {
  id: "pck_1",
  name: "2,000 credits",
  credits: "2000.00",
  price: { amountMinor: 2_000, currency: "EUR" },
  expiresAfterDays: null,
};
const off: TopUpView = {
  state: "off",
  threshold: null,
  pack: null,
  monthlyCap: null,
  spentThisMonth: null,
  cooldownUntil: null,
  lastCause: null,
  payUrl: null,
  attempts: [],
};
const open = () =>
  openDialog(
    <TopUpDialog tenantId="tnt_1" topUp={off} packs={[pack]} card="Visa ending in 4242" />,
    "Set up automatic top-up",
  );
const fill = (threshold: string, cap: string) => {
  write(screen.getByLabelText(/When fewer credits are left than/), threshold);
  write(screen.getByLabelText(/and spend at most/), cap);
};

describe("an automatic top-up", () => {
  it("is sent with what was agreed to, in minor units", async () => {
    const sent = open();
    fill("200", "60");
    fireEvent.click(screen.getByRole("checkbox"));
    press("Switch it on");
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toEqual({
      method: "PUT",
      path: "/api/top-up?tenant=tnt_1",
      body: { threshold: "200", creditPackId: "pck_1", monthlyCapMinor: 6_000, consent: true },
    });
  });

  it("says in the words of the consent which card is charged how much, and how far", () => {
    open();
    fill("200", "60");
    expect(screen.getByRole("checkbox").closest("div")?.parentElement?.textContent).toContain(
      "Visa ending in 4242 may be charged €20.00 each time fewer than 200 credits are left, up to €60.00 a month",
    );
  });

  it("is never sent without consent", () => {
    const sent = open();
    fill("200", "60");
    press("Switch it on");
    expect(screen.getByText(/Agree to be charged/)).toBeDefined();
    expect(sent).toEqual([]);
  });

  it.each([
    ["a mark that one pack does not lift the balance above", "2000", "60", /must be below that/],
    ["a month that allows less than one pack", "200", "19.99", /One pack costs €20.00/],
    ["a mark of nothing", "0", "60", /above 0/],
    ["an amount that is none", "200", "many", /such as 60.00/],
  ])("refuses %s", (_, threshold, cap, words) => {
    const sent = open();
    fill(threshold, cap);
    fireEvent.click(screen.getByRole("checkbox"));
    press("Switch it on");
    expect(screen.getByText(words)).toBeDefined();
    expect(sent).toEqual([]);
  });
});
