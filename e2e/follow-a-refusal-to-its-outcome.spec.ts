import { readFile } from "node:fs/promises";
import { checkAccessibility } from "./support/check-accessibility";
import { choosePlan } from "./support/choose-plan";
import { cards, payWith } from "./support/hosted-page";
import { expect, signIn, test } from "./support/journey";
import { newTenant } from "./support/new-tenant";

test("a refusal is followed from the rate to its rows, its receipt and its outcome", async ({ page, browser }) => {
  test.setTimeout(180_000);
  const tenant = await newTenant(browser, `Wall Watchers ${Date.now().toString(36)}`);
  const refusals = `/admin/refusals?range=1h&tenant=${tenant.id}`;

  const refused = await tenant.call();
  expect(refused.problem).toMatchObject({ status: 402, code: "subscription_required" });
  for (let again = 0; again < 2; again++) expect((await tenant.call()).status).toBe(402);

  await signIn(page, "admin");
  const episodes = page.getByRole("region", { name: "Runs of refusals" });
  const rate = () => page.getByText("402 rate", { exact: true }).first().locator("xpath=ancestor::div[2]");

  await test.step("staff see the rate as a count, and the run that is open", async () => {
    await expect(async () => {
      await page.goto(refusals);
      await expect(rate()).toContainText("3 of 3", { timeout: 2_000 });
      await expect(episodes.getByRole("row", { name: /subscription_required/ })).toContainText("Still refused", {
        timeout: 2_000,
      });
    }).toPass({ timeout: 40_000 });
    await expect(episodes.getByRole("row", { name: /subscription_required/ })).toContainText("3");
    await checkAccessibility(page);
  });

  await test.step("the window is narrowed by a button, and Back returns to the one before", async () => {
    await page.getByRole("button", { name: "Zoom in: 402 rate" }).click();
    await expect(page).toHaveURL(/from=.+&to=/);
    await page.goBack();
    await expect(page).toHaveURL(refusals);
    await expect(rate()).toContainText("3 of 3");
  });

  await test.step("a number leads to its rows, and a row to its receipt", async () => {
    await rate().getByRole("link", { name: "3 of 3" }).click();
    await expect(page).toHaveURL(/\/admin\/requests\?.*class=money/);
    const rows = page.getByRole("table").getByRole("row", { name: /subscription_required/ });
    await expect(rows).toHaveCount(3);
    await page.goto(`/receipts/${String(refused.problem.requestId)}`);
    await expect(page.getByText(/402/).first()).toBeVisible();
  });

  await test.step("the file of the table holds what the table shows", async () => {
    await page.goto(`${refusals}&g=code`);
    const table = page.getByRole("region", { name: "402 rate by code" }).last();
    await expect(table.getByRole("row", { name: /subscription_required/ })).toContainText("3 of 3");
    const waiting = page.waitForEvent("download");
    await page.getByRole("link", { name: "402 rate by code as CSV" }).click();
    const text = await readFile((await (await waiting).path()) ?? "", "utf8");
    const [note, head, ...lines] = text.trim().split("\r\n");
    expect(note).toMatch(/^"# Refusals, parts; times in .+ as of /);
    expect(head).toBe('"code","name","refused","eligible","rate","low","high"');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^"subscription_required","subscription_required",3,3,1,/);
  });

  await test.step("the tenant reads the receipt, takes a plan, and its calls pass", async () => {
    await tenant.page.goto(String(refused.problem.explainUrl));
    await expect(tenant.page.getByRole("heading", { level: 1 })).toHaveText("Why was this call refused?");
    await tenant.page.goto("/console/plan");
    await choosePlan(tenant.page, "Pro");
    await expect(tenant.page.getByRole("button", { name: "Subscribe", exact: true })).toBeVisible();
    await payWith(tenant.page, cards.good, "Subscribe");
    await tenant.callUntil(200, 20_000);
  });

  await test.step("the run tells how it ended, and in what time", async () => {
    const row = episodes.getByRole("row", { name: /subscription_required/ });
    await expect(async () => {
      await page.goto(refusals);
      await expect(row).toContainText(/Plan taken or changed after \d/, { timeout: 2_000 });
    }).toPass({ timeout: 40_000 });
    await row.getByRole("link").first().click();
    await expect(page).toHaveURL(/\/admin\/refusals\/episodes\/epi_/);
    const story = page.getByRole("region", { name: "What happened" });
    for (const moment of [
      "First refusal: subscription_required",
      "Somebody of the tenant opened the receipt",
      "A member looked at the plans",
      "A payment page was opened",
      "Payment confirmed at the checkout",
      "Gate open: a plan was taken or changed",
    ]) {
      await expect(story.getByText(moment)).toBeVisible();
    }
    await expect(async () => {
      await page.reload();
      await expect(story.getByText("First call that passed")).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 30_000 });
    await checkAccessibility(page);
  });

  await test.step("an address that cannot be answered says so, and leads back", async () => {
    await page.goto("/admin/refusals?family=weather&range=24h");
    await expect(page.getByText("This address asks for figures that cannot be shown")).toBeVisible();
    await checkAccessibility(page);
    await page.getByRole("link", { name: "Show the rest of it" }).click();
    await expect(page).toHaveURL(/\/admin\/refusals\?range=24h$/);
    await expect(page.getByRole("heading", { name: "Reason and outcome" })).toBeVisible();
    await checkAccessibility(page);
  });
});
