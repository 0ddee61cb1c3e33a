import { checkAccessibility } from "./support/check-accessibility";
import { expect, signIn, test } from "./support/journey";

test("a stranger is asked to sign in and comes back to the page they wanted", async ({ page, facts }) => {
  await page.goto("/console/keys");
  await expect(page).toHaveURL(/\/sign-in/);
  await checkAccessibility(page);
  const developer = facts.users.find((user) => user.role === "developer");
  await page.getByLabel("E-mail").fill(developer?.email ?? "");
  await page.getByLabel("Password", { exact: true }).fill(developer?.password ?? "");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/console\/keys/);
});

test("a wrong password is refused in plain words, and what was typed stays", async ({ page, facts }) => {
  await page.goto("/sign-in");
  const email = facts.users[0]?.email ?? "";
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: /password/i })).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue(email);
  await expect(page).toHaveURL(/\/sign-in/);
});

test("signing out ends the session for every copy of its cookie", async ({ page, context, browser, facts }) => {
  await signIn(page, "developer");
  const copy = await browser.newContext({ baseURL: facts.portalUrl, storageState: await context.storageState() });
  expect((await copy.request.get("/api/me")).status()).toBe(200);

  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/console"));

  expect((await copy.request.get("/api/me")).status()).toBe(401);
  await copy.close();
});

test("a member finds nothing at the operator's addresses", async ({ page }) => {
  await signIn(page, "developer");
  const answer = await page.goto("/admin/tenants");
  expect(answer?.status()).toBe(404);
  expect((await page.request.get("/api/admin/tenants")).status()).toBe(404);
});

test("no sign-in leads to another site", async ({ page, facts }) => {
  await page.goto("/sign-in?callbackUrl=https%3A%2F%2Fevil.example%2F");
  const developer = facts.users.find((user) => user.role === "developer");
  await page.getByLabel("E-mail").fill(developer?.email ?? "");
  await page.getByLabel("Password", { exact: true }).fill(developer?.password ?? "");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/console/);
  expect(new URL(page.url()).origin).toBe(facts.portalUrl);
});
