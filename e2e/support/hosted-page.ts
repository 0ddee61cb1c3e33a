import type { Page } from "@playwright/test";

/** Cards of Stripe's test mode, which its sandbox knows too. */
export const cards = {
  good: "4242 4242 4242 4242",
  other: "5555 5555 5555 4444",
  insufficientFunds: "4000 0000 0000 9995",
  /** Can be saved, and fails when it is charged. */
  failsLater: "4000 0000 0000 0341",
} as const;

/** Fills the card form of a hosted page and sends it. */
export async function payWith(page: Page, card: string, button: "Subscribe" | "Pay" | "Save card"): Promise<void> {
  await page.getByLabel("Card number").fill(card);
  await page.getByRole("button", { name: button, exact: true }).click();
}
