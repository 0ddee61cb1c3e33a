import { checkAccessibility } from "./support/check-accessibility";
import { choosePlan } from "./support/choose-plan";
import { cards, payWith } from "./support/hosted-page";
import { expect, signIn, test } from "./support/journey";
import { letTimePass } from "./support/let-time-pass";
import { newTenant } from "./support/new-tenant";

test("a renewal fails, grace warns and runs out, calls answer 402, and a new card opens the gate again", async ({
  browser,
  page: adminPage,
}) => {
  test.setTimeout(240_000);
  const tenant = await newTenant(browser, "Late Payers");
  const { page } = tenant;

  await test.step("a plan is bought, and its card is replaced by one that will fail", async () => {
    await page.goto("/console/plan");
    await choosePlan(page, "Pro");
    await payWith(page, cards.good, "Subscribe");
    await tenant.callUntil(200, 20_000);
    await page.goto("/console/billing");
    await page.getByRole("button", { name: "Use another card" }).click();
    await payWith(page, cards.failsLater, "Save card");
    await expect(page).toHaveURL(/\/console\/billing/);
    await expect(page.getByText(/0341/).first()).toBeVisible();
  });

  await test.step("the renewal is declined: calls pass, with a warning in the answer, on the page and by mail", async () => {
    await letTimePass(tenant.id, "renewal");
    await letTimePass(tenant.id, "hour");
    await letTimePass(tenant.id, "hour");
    await expect
      .poll(async () => (await tenant.call()).headers.get("faregate-notice"), { timeout: 20_000 })
      .toMatch(/^subscription_past_due;until=@\d+$/);
    expect((await tenant.call()).status).toBe(200);
    await page.goto("/console/plan");
    await expect(page.getByRole("region", { name: "Pro" })).toContainText(/Nothing changes until .* UTC/);
    await checkAccessibility(page);
    await signIn(adminPage, "admin");
    await adminPage.goto(`/admin/notices?tenant=${tenant.id}`);
    await expect(adminPage.getByText(/unpaid/i).first()).toBeVisible();
    await checkAccessibility(adminPage);
  });

  await test.step("grace ends by the clock: 402 names the invoice", async () => {
    await letTimePass(tenant.id, "grace_end");
    const { answer } = await tenant.callUntil(402, 20_000);
    expect(answer.problem).toMatchObject({
      code: "subscription_past_due",
      details: { invoice: { amountDue: expect.anything() } },
    });
    await page.goto(String(answer.problem.link));
    await expect(page).toHaveURL(/\/console\/billing/);
    await expect(page.getByRole("button", { name: /^Pay .* now$/ })).toBeVisible();
    await checkAccessibility(page);
  });

  await test.step("the old card is declined in plain words, a new one opens the gate", async () => {
    await page.getByRole("button", { name: /^Pay .* now$/ }).click();
    await expect(page.getByText("Not paid")).toBeVisible();
    expect((await tenant.call()).status).toBe(402);
    await page.getByRole("button", { name: "Use another card" }).click();
    await payWith(page, cards.good, "Save card");
    await expect(page).toHaveURL(/\/console\/billing/);
    // A new card pays what is open by itself.
    await tenant.callUntil(200, 15_000);
    await page.goto("/console/plan");
    await expect(page.getByRole("region", { name: "Pro" })).toContainText("active");
    expect((await tenant.call()).headers.get("faregate-notice")).toBeNull();
  });
});
