import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { CancelDialog } from "@/components/billing/plan-acts";
import { anInvoice, billing, subscription } from "@/components/billing/testing/billing-samples";
import { openDialog } from "@/components/deeds/testing/open-dialog";
import type { BillingView } from "@/lib/billing/views";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const submit = () => fireEvent.click(screen.getAllByRole("button", { name: "Cancel plan" }).at(-1) as HTMLElement);
const open = (changed: Partial<BillingView> = {}) =>
  openDialog(<CancelDialog billing={billing(changed)} tenantId="tnt_1" />, "Cancel plan");
const choose = (reason: string) => {
  fireEvent.click(screen.getByRole("combobox", { name: /Why/ }));
  fireEvent.click(screen.getByText(reason));
};

describe("cancelling a plan", () => {
  it("says until when it goes on and what happens then, before anything is sent", () => {
    open();
    expect(screen.getByText(/Pro goes on until 1 Oct 2026, 00:00 UTC/).textContent).toContain(
      "402 subscription_expired",
    );
  });

  it("names the plan that takes its place", () => {
    open({ fallbackPlanName: "Free" });
    expect(screen.getByText(/After that the plan Free holds/)).toBeDefined();
  });

  it("needs a reason", () => {
    const sent = open();
    submit();
    expect(screen.getByText("Choose what comes closest.")).toBeDefined();
    expect(sent).toEqual([]);
  });

  it("asks about an invoice only while one is open, and sends the answer", async () => {
    const sent = open({ openInvoices: [anInvoice] });
    fireEvent.click(screen.getByLabelText(/Is closed/));
    choose("Too expensive");
    submit();
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toEqual({
      method: "POST",
      path: "/api/billing/cancel?tenant=tnt_1",
      body: { reason: "Too expensive", openInvoice: "close" },
    });
  });

  it("sends no word of invoices where none is open", async () => {
    const sent = open();
    expect(screen.queryByRole("radio")).toBeNull();
    choose("Too expensive");
    submit();
    await waitFor(() => expect(sent[0]?.body).toEqual({ reason: "Too expensive" }));
  });

  it("ends a suspended plan at once", () => {
    open({ subscription: { ...subscription, status: "suspended" } });
    expect(screen.getByText(/The subscription ends at once/)).toBeDefined();
  });
});
