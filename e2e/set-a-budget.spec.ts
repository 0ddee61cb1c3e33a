import { callGateway, callUntilRefused, expectWithinASecond } from "./support/call-gateway";
import { checkAccessibility } from "./support/check-accessibility";
import { expect, signIn, test } from "./support/journey";

test("a key with a budget of two is refused the third call, its receipt says why, and a larger budget lets it pass", async ({
  page,
}) => {
  await signIn(page, "owner");
  await page.goto("/console/keys/new");
  await page.getByLabel("Name").fill("capped");
  await page.getByRole("checkbox", { name: /data:read/ }).check();
  await page.getByRole("button", { name: "Add a budget" }).click();
  await page.getByLabel("Units of Data access").fill("2");
  await checkAccessibility(page);
  await page.getByRole("button", { name: "Create key" }).click();
  const dialog = page.getByRole("dialog", { name: "The key was created" });
  const key =
    (await dialog
      .getByText(/^fg_test_[0-9A-Za-z]{38}$/)
      .first()
      .textContent()) ?? "";
  for (let call = 1; call <= 2; call++) expect((await callGateway(undefined, { key })).status).toBe(200);
  const refused = await callGateway(undefined, { key });
  expect(refused.problem).toMatchObject({ status: 403, code: "key_budget_reached" });

  await test.step("the key's page shows the budget as used up", async () => {
    await dialog.getByRole("button", { name: "Done" }).click();
    await dialog.getByRole("button", { name: "Close anyway" }).click();
    await expect(page).toHaveURL(/\/console\/keys\/key_/);
    // The page may have been drawn before the ledger had the calls of a moment ago.
    const usedUp = page.getByRole("img", { name: "Data access: 2 of 2 calls a month used, used up" });
    await expect(async () => {
      await page.reload();
      await expect(usedUp).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 40_000 });
    await checkAccessibility(page);
  });
  const keyPage = page.url();

  await test.step("the receipt says what was there and the way out", async () => {
    await page.goto(String(refused.problem.explainUrl));
    await expect(page.getByText(/The budget of this key is used up\. It starts again on/).first()).toBeVisible();
    await expect(page.getByRole("row", { name: /Policy.*refused here.*the key's own budget.*2.*2/ })).toBeVisible();
    await expect(page.getByRole("link", { name: "Change the key" })).toBeVisible();
    await checkAccessibility(page);
  });

  await test.step("a larger budget is in force within a second", async () => {
    await page.goto(keyPage);
    await page.getByRole("button", { name: "Edit budgets: capped" }).click();
    const budgets = page.getByRole("dialog", { name: "Budgets of capped" });
    await budgets.getByLabel("Units of Data access").fill("6");
    await checkAccessibility(page);
    await budgets.getByRole("button", { name: "Save budgets" }).click();
    await expect(page.getByText("The budgets were set.")).toBeVisible();
    await expectWithinASecond(200, key);
  });
});

test("a plan sells further calls for credits: an admin grants some, refused calls pass, and the console counts them", async ({
  page,
  browser,
  facts,
}) => {
  await callUntilRefused();
  await signIn(page, "admin");
  await page.goto("/admin/plans");
  await page.getByRole("link", { name: "Free", exact: true }).click();
  await page.getByRole("button", { name: /^Start draft/ }).click();
  await page.getByLabel("Data access: credits for a further unit").fill("0.5");
  await expect(page.getByRole("region", { name: "Pricing card" })).toContainText(
    "further ones 0.5 prepaid credits each",
  );
  await checkAccessibility(page);
  await page.getByRole("button", { name: "Save and review" }).click();
  await expect(page.getByRole("row", { name: /Data access: credits for a further unit.*added.*0\.50/ })).toBeVisible();
  await page.getByRole("button", { name: /^Publish version/ }).click();
  const publish = page.getByRole("dialog");
  await publish.getByRole("radio", { name: /All tenants of this plan now/ }).check();
  await publish.getByRole("button", { name: /^Publish version/ }).click();
  await expect(page.getByText(/version \d+ is published/)).toBeVisible();

  await test.step("credits are granted to the tenant", async () => {
    await page.goto("/admin/tenants");
    await page.getByRole("link", { name: "Acme Maps" }).click();
    await page.getByRole("button", { name: "Grant credits: Acme Maps" }).click();
    const grant = page.getByRole("dialog");
    await grant.getByLabel(/^Credits/).fill("30");
    await grant.getByLabel(/^Reason/).fill("Outage of May");
    await checkAccessibility(page);
    await grant.getByRole("button", { name: "Grant credits" }).click();
    await expect(page.getByText("The credits were granted.")).toBeVisible();
    await expectWithinASecond(200);
    await expect(page.getByRole("heading", { name: /^Credits: / })).toBeVisible();
    await checkAccessibility(page);
  });

  await test.step("the owner sees what is left", async () => {
    const context = await browser.newContext({ baseURL: facts.portalUrl });
    const tab = await context.newPage();
    await signIn(tab, "owner");
    await tab.goto("/console/credits");
    // Two calls, one at each door, at half a credit each; what was served is in the ledger a moment later.
    await expect(async () => {
      await tab.reload();
      await expect(tab.getByText("29.00 left", { exact: true })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect(tab.getByRole("region", { name: "Credit lots" })).toContainText("29.00 of 30.00");
    await checkAccessibility(tab);
    await context.close();
  });
});
