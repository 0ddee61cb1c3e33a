import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { ChooseButton } from "@/components/billing/choose-button";
import { openDialog } from "@/components/deeds/testing/open-dialog";
import type { OfferView } from "@/lib/billing/views";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const offer: OfferView = {
  planVersionId: "plv_2",
  planId: "pln_2",
  planName: "Prepaid",
  description: "",
  price: { amountMinor: 0, currency: "EUR" },
  interval: "month",
  trialDays: 0,
  trialNeedsCard: false,
  choice: "start_free",
  why: null,
};

it("asks before a trial is given up that cannot be begun again", async () => {
  const button = <ChooseButton offer={offer} tenantId="tnt_1" fromRequestId={null} endsTrialOf="Starter" />;
  const sent = openDialog(button, "Choose: Prepaid");
  expect(screen.getByText(/The trial of Starter ends at once/)).toBeDefined();
  expect(sent).toEqual([]);
  fireEvent.click(screen.getByRole("button", { name: "Choose Prepaid" }));
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toMatchObject({ path: "/api/checkout/subscribe?tenant=tnt_1", body: { planVersionId: "plv_2" } });
});

it("asks nothing where nothing is lost", async () => {
  const sent = openDialog(<ChooseButton offer={offer} tenantId="tnt_1" fromRequestId={null} />, "Choose: Prepaid");
  await waitFor(() => expect(sent).toHaveLength(1));
});
