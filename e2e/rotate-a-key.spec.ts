import type { Page } from "@playwright/test";
import { callGateway, expectWithinASecond } from "./support/call-gateway";
import { checkAccessibility } from "./support/check-accessibility";
import { expect, signIn, test } from "./support/journey";

/** The secret that the dialog shows this once. */
async function readSecret(page: Page, title: string): Promise<string> {
  const dialog = page.getByRole("dialog", { name: title });
  const secret = await dialog
    .getByText(/^fg_(live|test)_[0-9A-Za-z]{38}$/)
    .first()
    .textContent();
  await expect(dialog.getByText(/curl/).first()).toBeVisible();
  return secret ?? "";
}

test("a key is created, called, rotated with an overlap, and revoked", async ({ page }) => {
  await signIn(page, "developer");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await checkAccessibility(page);
  await page.goto("/console/keys");
  await checkAccessibility(page);
  await page.getByRole("link", { name: "Create key" }).first().click();
  await expect(page).toHaveURL(/\/console\/keys\/new/);
  await checkAccessibility(page);

  await page.getByLabel("Name").fill("journey");
  await page.getByRole("checkbox", { name: /data:read/ }).check();
  await page.getByRole("button", { name: "Create key" }).click();
  const first = await readSecret(page, "The key was created");
  expect((await callGateway(undefined, { key: first })).status).toBe(200);
  const dialog = page.getByRole("dialog", { name: "The key was created" });
  await expect(dialog.getByText("The first call was let through")).toBeVisible();
  await checkAccessibility(page);

  await test.step("closing before anything was copied asks first", async () => {
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(dialog.getByText("It cannot be shown again.")).toBeVisible();
    await dialog.getByRole("button", { name: "Close anyway" }).click();
    await expect(page).toHaveURL(/\/console\/keys\/key_/);
    expect(await page.content()).not.toContain(first);
  });

  const second = await test.step("both secrets work during the overlap", async () => {
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("journey");
    await checkAccessibility(page);
    await page.getByRole("button", { name: "Rotate key journey" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Rotate key" }).click();
    const secret = await readSecret(page, "The new secret");
    expect(secret).not.toBe(first);
    expect((await callGateway(undefined, { key: secret })).status).toBe(200);
    expect((await callGateway(undefined, { key: first })).status).toBe(200);
    const shown = page.getByRole("dialog", { name: "The new secret" });
    await shown.getByRole("button", { name: "Done" }).click();
    await shown.getByRole("button", { name: "Close anyway" }).click();
    return secret;
  });

  await test.step("the old secret ends when told to", async () => {
    await page.getByRole("button", { name: /^End/ }).first().click();
    await page.getByRole("dialog").getByRole("button", { name: /^End/ }).click();
    await expect(page.getByRole("dialog")).toBeHidden();
    await expectWithinASecond(401, first);
    expect((await callGateway(undefined, { key: first })).problem).toMatchObject({ code: "expired_api_key" });
    expect((await callGateway(undefined, { key: second })).status).toBe(200);
  });

  await test.step("a revoked key is refused within a second, at both doors", async () => {
    await page.getByRole("button", { name: "Revoke key journey" }).click();
    const revoke = page.getByRole("dialog");
    await revoke.getByLabel("Type journey to confirm").fill("journey");
    await revoke.getByRole("button", { name: "Revoke key" }).click();
    await expect(revoke).toBeHidden();
    await expectWithinASecond(401, second);
    expect((await callGateway(undefined, { key: second })).problem).toMatchObject({ code: "invalid_api_key" });
  });

  await test.step("the log shows the key's calls, and its filters live in the address", async () => {
    await page.goto("/console/requests?mode=test&status=2xx");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Requests");
    await expect(page.getByRole("table").getByText("journey").first()).toBeVisible();
    await checkAccessibility(page);
  });
});
