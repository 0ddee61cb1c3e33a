import { expect, type Page } from "@playwright/test";

/**
 * Presses the button of a plan on the plan page. Right after a start a price may still be on its way to the payment
 * provider: the page is looked at again until the plan is on sale.
 */
export async function choosePlan(page: Page, plan: string): Promise<void> {
  const button = page
    .getByRole("article", { name: plan, exact: true })
    .getByRole("button", { name: /^(Subscribe|Choose)/ });
  await expect(async () => {
    if (!(await button.isVisible())) await page.reload();
    await expect(button).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await button.click();
}
