import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { anInvoice } from "@/components/billing/testing/billing-samples";
import { openDialog, press, write } from "@/components/deeds/testing/open-dialog";
import { RefundDialog } from "@/components/staff-invoices/refund-dialog";
import type { StaffInvoiceView } from "@/lib/billing/staff-views";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const paid: StaffInvoiceView = {
  ...anInvoice,
  status: "paid",
  refunded: { amountMinor: 1_900, currency: "EUR" },
  tenant: { id: "tnt_1", name: "Acme" },
  declineCode: null,
  refundable: true,
  credits: "2000.00",
};
const open = (invoice = paid) => openDialog(<RefundDialog invoice={invoice} />, "Refund 1042");

describe("a refund", () => {
  it("proposes what is left of the invoice, and takes credits back unless told otherwise", async () => {
    const sent = open();
    write(screen.getByLabelText("Reason"), "bought twice");
    press("Refund");
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toEqual({
      method: "POST",
      path: "/api/admin/invoices/inv_1/refund",
      body: {
        amountMinor: 8_000,
        takeBackCredits: true,
        reason: "bought twice",
        requestId: expect.stringMatching(/^[a-z0-9-]{10,}$/),
      },
    });
  });

  it("leaves credits alone when they are unticked", async () => {
    const sent = open();
    fireEvent.click(screen.getByRole("checkbox"));
    write(screen.getByLabelText("Reason"), "goodwill");
    press("Refund");
    await waitFor(() => expect(sent[0]?.body).toMatchObject({ takeBackCredits: false }));
  });

  it("never sends more than is left, nothing, or without a reason", () => {
    const sent = open();
    press("Refund");
    expect(screen.getByText(/Say why/)).toBeDefined();
    write(screen.getByLabelText("Reason"), "bought twice");
    write(screen.getByLabelText(/Amount/), "80.01");
    press("Refund");
    expect(screen.getByText("At most €80.00 can go back.")).toBeDefined();
    write(screen.getByLabelText(/Amount/), "0");
    press("Refund");
    expect(screen.getByText(/Write an amount/)).toBeDefined();
    expect(sent).toEqual([]);
  });

  it("does not speak of credits where none were bought", () => {
    open({ ...paid, credits: null });
    expect(screen.queryByRole("checkbox")).toBeNull();
  });
});
