import { checkAccessibility } from "./support/check-accessibility";
import { choosePlan } from "./support/choose-plan";
import { cards, payWith } from "./support/hosted-page";
import { expect, test } from "./support/journey";
import { newTenant } from "./support/new-tenant";

test("an upgrade charges exactly what was shown, a downgrade waits and is taken back, a cancelled plan is kept", async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const tenant = await newTenant(browser, "Changing Minds");
  const { page } = tenant;
  const invoices = async () =>
    (await tenant.owner.send("GET", "/api/billing/invoices")).json as unknown as {
      rows: { total: { amountMinor: number }; status: string }[];
    };

  await test.step("a monthly plan is bought", async () => {
    await page.goto("/console/plan");
    await choosePlan(page, "Pro");
    await payWith(page, cards.good, "Subscribe");
    await tenant.callUntil(200, 20_000);
  });

  await test.step("the yearly one is looked at, with its charge, and taken", async () => {
    await page.goto("/console/plan");
    await page.getByRole("link", { name: "Upgrade to Pro, yearly" }).click();
    const charge = page.getByText(/€\d[\d,.]*/).first();
    await expect(charge).toBeVisible();
    await expect(page.getByRole("button", { name: "Upgrade to Pro, yearly now" })).toBeVisible();
    await checkAccessibility(page);
    const offers = (await tenant.owner.send("GET", "/api/billing/offers")).json as unknown as {
      planName: string;
      planVersionId: string;
    }[];
    const planVersionId = offers.find(({ planName }) => planName === "Pro, yearly")?.planVersionId;
    const preview = await tenant.owner.send("POST", "/api/billing/change/preview", { planVersionId });
    const { chargeNow } = preview.json as { chargeNow: { amountMinor: number } };
    await page.reload();
    await page.getByRole("button", { name: "Upgrade to Pro, yearly now" }).click();
    await expect(page).toHaveURL(/\/console\/plan(\?|$)/);
    await expect(page.getByRole("region", { name: "Pro, yearly" })).toContainText("active");
    // On a tenant's own clock both were made in the same second: nothing tells which is the newer.
    const made = (await invoices()).rows.map(({ status, total }) => [status, total.amountMinor]);
    expect(made).toContainEqual(["paid", chargeNow.amountMinor]);
    expect(made).toHaveLength(2);
  });

  await test.step("back to the monthly one is a change for later, and is undone", async () => {
    await page.getByRole("link", { name: "Change to Pro", exact: true }).click();
    await expect(page.getByRole("button", { name: "Change to Pro then" })).toBeVisible();
    await checkAccessibility(page);
    await page.getByRole("button", { name: "Change to Pro then" }).click();
    await expect(page).toHaveURL(/\/console\/plan(\?|$)/);
    const waiting = page.getByRole("region", { name: /Change to Pro/ });
    await expect(waiting).toBeVisible();
    await checkAccessibility(page);
    await waiting.getByRole("button").click();
    await expect(waiting).toBeHidden();
  });

  await test.step("cancelled with a reason, and kept", async () => {
    await page.getByRole("button", { name: "Cancel plan" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Why" }).click();
    await page.getByRole("option", { name: "Too expensive" }).click();
    await checkAccessibility(page);
    await dialog.getByRole("button", { name: "Cancel plan" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("region", { name: "Pro, yearly" })).toContainText("ends");
    expect((await tenant.call()).status).toBe(200);
    await page.getByRole("button", { name: /keep/i }).click();
    await expect(page.getByRole("region", { name: "Pro, yearly" })).toContainText("active");
  });
});
