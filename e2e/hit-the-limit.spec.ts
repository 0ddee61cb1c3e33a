import { callGateway, callUntilRefused, expectWithinASecond } from "./support/call-gateway";
import { checkAccessibility } from "./support/check-accessibility";
import { expect, signIn, test } from "./support/journey";

test("a call passes, the quota ends, the receipt explains, an admin's exception opens the gate again", async ({
  page,
  browser,
  facts,
}) => {
  const first = await callGateway();
  expect(first.status).toBe(200);
  expect(first.headers.get("request-id")).toMatch(/^req_/);
  expect(first.headers.get("ratelimit-policy")).toContain('"monthly";q=25');
  expect(JSON.parse(first.text)).toHaveProperty("places");

  const refused = await callUntilRefused();
  const { problem } = refused;
  expect(refused.headers.get("cache-control")).toBe("no-store");
  expect(refused.headers.get("retry-after")).toBeNull();
  expect(problem).toMatchObject({ code: "quota_exhausted", status: 402, currentPlan: { name: "Free" } });
  expect(problem.usageRemaining).toMatchObject({ limit: 25, used: 25, remaining: 0 });

  const german = await callGateway(undefined, { headers: { "accept-language": "de" } });
  expect(german.problem.title).toBe("Kontingent aufgebraucht");

  await test.step("the receipt opens without signing in and says why", async () => {
    await page.goto(String(problem.explainUrl));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Why was this call refused?");
    await expect(page.getByText(/all 25 calls of this period are used/).first()).toBeVisible();
    await expect(page.getByRole("row", { name: /Quota.*refused here.*25.*25/ })).toBeVisible();
    await checkAccessibility(page);
  });

  await test.step("nobody opens a receipt with another signature", async () => {
    const forged = String(problem.explainUrl).replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    expect((await page.goto(forged))?.status()).toBe(404);
  });

  await test.step("a browser gets a page with a button", async () => {
    const context = await browser.newContext({ extraHTTPHeaders: { authorization: `Bearer ${facts.apiKey}` } });
    const tab = await context.newPage();
    expect((await tab.goto(`${facts.gatewayUrl}/northlight/v1/search?q=berlin`))?.status()).toBe(402);
    await expect(tab.getByRole("link", { name: "Upgrade the plan" })).toBeVisible();
    await checkAccessibility(tab);
    await context.close();
  });

  await test.step("the public page on the code opens", async () => {
    await page.goto(String(problem.documentation));
    await expect(page.getByText("quota_exhausted").first()).toBeVisible();
    await checkAccessibility(page);
    expect((await page.goto(String(problem.type)))?.status()).toBe(200);
  });

  await test.step("the link leads through sign-in to the plan page", async () => {
    const context = await browser.newContext({ baseURL: facts.portalUrl });
    const tab = await context.newPage();
    await tab.goto(String(problem.link));
    await expect(tab).toHaveURL(/\/sign-in/);
    const owner = facts.users.find((user) => user.role === "owner");
    await tab.getByLabel("E-mail").fill(owner?.email ?? "");
    await tab.getByLabel("Password", { exact: true }).fill(owner?.password ?? "");
    await tab.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(tab).toHaveURL(/\/console\/plan/);
    await checkAccessibility(tab);
    await context.close();
  });

  await test.step("the admin sees it and grants more", async () => {
    await signIn(page, "admin");
    await checkAccessibility(page);
    await page.getByRole("link", { name: "Tenants" }).first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Tenants");
    await checkAccessibility(page);
    await page.getByRole("link", { name: "Acme Maps" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Acme Maps");
    await checkAccessibility(page);
    await page.getByRole("button", { name: "Grant exception" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Feature" }).click();
    await page.getByRole("option", { name: "Data access" }).click();
    await dialog.getByLabel("Units on top of the plan").fill("8");
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await dialog.getByLabel(/Ends on/).fill(tomorrow);
    await dialog.getByLabel("Reason").fill("Asked by mail");
    await dialog.getByRole("button", { name: "Grant exception" }).click();
    await expect(page.getByText(/The exception is in force/)).toBeVisible();
    await expectWithinASecond(200);
  });
});

test("a suspended tenant is refused within a second, and served again when restored", async ({ page }) => {
  await signIn(page, "admin");
  await page.goto("/admin/tenants");
  await page.getByRole("link", { name: "Acme Maps" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Acme Maps");
  await page.getByRole("button", { name: "Suspend" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("Key found in public");
  await dialog.getByRole("button", { name: /Suspend/ }).click();
  await expect(dialog).toBeHidden();
  await expectWithinASecond(403);
  await page.getByRole("button", { name: "Restore" }).first().click();
  const restore = page.getByRole("dialog");
  await restore.getByLabel("Reason").fill("Key was replaced");
  await restore.getByRole("button", { name: /Restore/ }).click();
  await expect(restore).toBeHidden();
  await expectWithinASecond(200);
});
