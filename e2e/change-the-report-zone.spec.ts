import { checkAccessibility } from "./support/check-accessibility";
import { expect, signIn, test } from "./support/journey";

test("an admin changes the report zone by keyboard, and every page says how far its days are counted", async ({
  page,
}) => {
  test.setTimeout(180_000);
  await signIn(page, "admin");
  await page.goto("/admin/settings");
  const section = page.getByRole("region", { name: "Report zone", exact: true });
  const zone = (await section.textContent())?.includes("Europe/Athens") ? "Europe/Lisbon" : "Europe/Athens";

  await test.step("what happens is said before it does", async () => {
    await checkAccessibility(page);
    await section.getByRole("button", { name: "Change the report zone" }).press("Enter");
    const dialog = page.getByRole("dialog");
    const field = dialog.getByRole("combobox", { name: "Report zone" });
    await expect(field).toBeFocused();
    await field.fill(zone.slice(-6));
    await expect(page.getByRole("option", { name: new RegExp(`^${zone} · UTC`) })).toBeVisible();
    await field.press("ArrowDown");
    await field.press("Enter");
    await expect(dialog.getByText("Billing periods, quotas, invoices")).toBeVisible();
    await checkAccessibility(page);
    await dialog.getByRole("button", { name: "Set the report zone" }).click();
    await expect(dialog.getByText("Say why: it is kept in the audit.")).toBeVisible();
    await dialog.getByLabel(/^Reason/).fill("The team moved");
    await dialog.getByLabel(/^Reason/).press("Tab");
    await dialog.getByRole("button", { name: "Set the report zone" }).press("Enter");
    await expect(dialog).toBeHidden();
  });

  await test.step("days are counted one after the other, and pages say so", async () => {
    await expect(section).toContainText(zone);
    await expect(section.getByRole("button", { name: "Change the report zone" })).toHaveCount(0);
    await expect(section.getByText(/^([3-9]|\d\d) of \d+ days counted\.$/)).toBeVisible({ timeout: 30_000 });
    await checkAccessibility(page);
    await page.goto("/admin/refusals");
    const line = page.getByText(`Days are being counted anew by ${zone}`);
    await expect(line).toBeVisible();
    await page.getByRole("link", { name: "See how far it is" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Settings");
  });

  await test.step("when it is done, only windows of older days have something to say", async () => {
    await expect(section.getByRole("button", { name: "Change the report zone" })).toBeVisible({ timeout: 90_000 });
    await expect(page.getByText("Days are being counted anew")).toHaveCount(0);
    const older = page.getByText(/^Days before .* are those of .*: they were counted before/);
    await page.goto("/admin/refusals?range=90d");
    await expect(older).toBeVisible();
    await page.goto("/admin/refusals?range=7d");
    await expect(page.getByRole("heading", { name: "402 rate" }).first()).toBeVisible();
    await expect(older).toHaveCount(0);
  });

  await test.step("the audit says who and why", async () => {
    await page.goto("/admin/audit?action=install");
    await expect(page.getByText("install.report_zone_set").first()).toBeVisible();
    await expect(page.getByText("The team moved").first()).toBeVisible();
  });
});
