import { checkAccessibility } from "./support/check-accessibility";
import { choosePlan } from "./support/choose-plan";
import { cards, payWith } from "./support/hosted-page";
import { expect, test } from "./support/journey";
import { newTenant } from "./support/new-tenant";

test("credits are bought, a call is paid with them, and an automatic top-up is agreed to in words", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const tenant = await newTenant(browser, "Prepaid People");
  const { page } = tenant;

  await test.step("a plan without a fee begins at once", async () => {
    await page.goto("/console/plan");
    await choosePlan(page, "Prepaid");
    await expect(page.getByRole("region", { name: "Prepaid" })).toContainText("No fee");
    const { answer } = await tenant.callUntil(402, 5_000);
    expect(answer.problem).toMatchObject({ code: "credits_exhausted" });
    await page.goto(String(answer.problem.link));
    await expect(page).toHaveURL(/\/console\/credits/);
    await checkAccessibility(page);
  });

  await test.step("a pack is bought and opens the gate", async () => {
    await page.getByRole("button", { name: "Buy 500 credits" }).click();
    await payWith(page, cards.good, "Pay");
    await tenant.callUntil(200, 20_000);
    await expect(page).toHaveURL(/\/console\/unblock/);
    await page.goto("/console/credits");
    // What was served is in the ledger a moment later.
    await expect(async () => {
      await page.reload();
      await expect(page.getByText(/499\.00 left/)).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 40_000 });
    await expect(
      page
        .getByRole("table")
        .filter({ hasText: /bought/i })
        .first(),
    ).toBeVisible();
  });

  await test.step("coming back to the payment's page, or paying twice, gives nothing more", async () => {
    await page.goBack();
    await page.goto("/console/credits");
    await expect(page.getByText(/499\.00 left/)).toBeVisible();
  });

  await test.step("a top-up is agreed to, and buys by itself", async () => {
    await page.getByRole("button", { name: "Set up automatic top-up" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("When fewer credits are left than").fill("499.5");
    await dialog.getByLabel(/spend at most/).fill("20");
    await checkAccessibility(page);
    await dialog.getByRole("checkbox").check();
    await dialog.getByRole("button", { name: "Switch it on" }).click();
    await expect(dialog).toBeHidden();
    await expect
      .poll(
        async () => {
          await page.reload();
          return page.getByText(/999\.00 left/).count();
        },
        { timeout: 30_000 },
      )
      .toBe(1);
    const { attempts } = (await tenant.owner.send("GET", "/api/top-up")).json as { attempts: { status: string }[] };
    expect(attempts.map(({ status }) => status)).toEqual(["paid"]);
    await checkAccessibility(page);
  });
});
