import { callUntilRefused, expectWithinASecond } from "./support/call-gateway";
import { checkAccessibility } from "./support/check-accessibility";
import { expect, signIn, test } from "./support/journey";

test("a larger version is drafted, compared, published, and lets refused calls through within a second", async ({
  page,
}) => {
  await callUntilRefused();
  await signIn(page, "admin");
  await page.goto("/admin/plans");
  await checkAccessibility(page);
  await page.getByRole("link", { name: "Free", exact: true }).click();
  await page.getByRole("button", { name: "Start draft 2" }).click();

  await expect(page).toHaveURL(/\/draft$/);
  await page.getByRole("textbox", { name: "Data access: calls" }).fill("60");
  await checkAccessibility(page);
  await page.getByRole("button", { name: "Save and review" }).click();

  await expect(page).toHaveURL(/\/draft\/review$/);
  await expect(page.getByText(/increased/).first()).toBeVisible();
  await checkAccessibility(page);
  await page.getByRole("button", { name: "Publish version 2" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /All tenants of this plan now/ }).check();
  await dialog.getByRole("button", { name: "Publish version 2" }).click();
  await expect(page.getByText(/version 2 is published/)).toBeVisible();
  await expectWithinASecond(200);

  await test.step("the published version cannot be edited, and the audit log names the act", async () => {
    await expect(page.getByRole("button", { name: "Start draft 3" })).toBeVisible();
    await page.goto("/admin/audit");
    await expect(page.getByText("plan_version.published").first()).toBeVisible();
    await checkAccessibility(page);
  });
});
