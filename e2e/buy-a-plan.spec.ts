import { checkAccessibility } from "./support/check-accessibility";
import { choosePlan } from "./support/choose-plan";
import { cards, payWith } from "./support/hosted-page";
import { expect, test } from "./support/journey";
import { newTenant } from "./support/new-tenant";

test("a refused call leads to a plan: a card is declined, another one pays, and the call passes within five seconds", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const tenant = await newTenant(browser, "Buyers of Plans");
  const { page } = tenant;

  const refused = await tenant.call();
  expect(refused.status).toBe(402);
  expect(refused.problem).toMatchObject({ code: "subscription_required" });

  await test.step("the link in the refusal leads to the plans", async () => {
    await page.goto(String(refused.problem.link));
    await expect(page).toHaveURL(/\/console\/plan/);
    await expect(page.getByText("Taxes").first()).toBeVisible();
    await checkAccessibility(page);
  });

  await test.step("the hosted page says why the first card was declined", async () => {
    await choosePlan(page, "Pro");
    await expect(page.getByRole("button", { name: "Subscribe", exact: true })).toBeVisible();
    await expect(page).not.toHaveURL(/\/console/);
    await expect(page.getByText("99.00").first()).toBeVisible();
    await checkAccessibility(page);
    await payWith(page, cards.insufficientFunds, "Subscribe");
    await expect(page.getByRole("alert")).toContainText(/insufficient funds/i);
    expect((await tenant.call()).status).toBe(402);
  });

  await test.step("with another card the gate opens while one watches", async () => {
    const paid = payWith(page, cards.good, "Subscribe");
    const { tookMs } = await tenant.callUntil(200, 20_000);
    await paid;
    await expect(page).toHaveURL(/\/console\/unblock/);
    await expect(page.getByText(/Gate opened .* after confirmation\. First 200 at/)).toBeVisible();
    await checkAccessibility(page);
    // From the click on the provider's page, with the browser's own work in it.
    expect(tookMs).toBeLessThan(5_000);
  });

  await test.step("the plan is active, its invoice is paid, and it cannot be bought twice", async () => {
    await page.getByRole("link", { name: "To Home" }).click();
    await page.goto("/console/plan");
    await expect(page.getByRole("region", { name: "Pro" })).toContainText("active");
    await page.goto("/console/billing");
    const row = page.getByRole("region", { name: "Invoices" }).getByRole("row").nth(1);
    await expect(row).toContainText("€99.00");
    await expect(row).toContainText(/paid/i);
    await checkAccessibility(page);
    const offers = (await tenant.owner.send("GET", "/api/billing/offers")).json as unknown as {
      planName: string;
      planVersionId: string;
    }[];
    const planVersionId = offers.find(({ planName }) => planName === "Starter")?.planVersionId;
    const again = await tenant.owner.send("POST", "/api/checkout/subscribe", { planVersionId });
    expect([again.status, again.json.code]).toEqual([409, "conflict"]);
  });
});
