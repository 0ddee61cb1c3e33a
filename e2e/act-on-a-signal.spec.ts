import type { Locator, Page } from "@playwright/test";
import { checkAccessibility } from "./support/check-accessibility";
import { expect, signIn, test } from "./support/journey";

/** "25 silent 16 d + 20 calls −99% − 5 usage counts 40 at most = 40" as the numbers that it adds and the sum it names. */
function readAddition(text: string): { terms: number[]; sum: number } {
  const [left = "", sum = ""] = text.split(" = ");
  const terms = [...` + ${left}`.matchAll(/ ([+−]) (\d+) /g)].map(([, sign, n]) => (sign === "−" ? -1 : 1) * Number(n));
  return { terms, sum: Number(sum) };
}

const cards = (page: Page) => page.getByRole("article");
const cardOf = (page: Page, name: string): Locator =>
  cards(page).filter({ has: page.getByRole("heading", { name, exact: true }) });

/** The worker scores tenants a moment after the first start. */
async function openBoard(page: Page): Promise<void> {
  await expect(async () => {
    await page.goto("/admin/churn");
    await expect(page.locator("[data-addition]").first()).toContainText("=", { timeout: 1_000 });
  }).toPass({ timeout: 90_000 });
}

test("staff reads why a tenant may leave, acts where it is read, and the act is remembered and can be undone", async ({
  page,
}) => {
  test.setTimeout(180_000);
  await signIn(page, "admin");

  await test.step("Today says who needs a person, and what is at risk", async () => {
    await page.goto("/admin");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Today");
    await expect(page.getByRole("heading", { name: /need(s)? (a person|you)/ })).toBeVisible();
    for (const tile of ["402 rate, 24 h", "Refused now", "Revenue at risk", "Time to unblock, p95"]) {
      await expect(page.getByText(tile, { exact: true })).toBeVisible();
    }
    await checkAccessibility(page);
  });

  await openBoard(page);
  const first = cards(page)
    .filter({ has: page.getByRole("button", { name: /^Contact/ }) })
    .filter({ hasNotText: "Acme Maps" })
    .first();
  const name = (await first.getByRole("heading").textContent()) ?? "";

  await test.step("each risk is the sum that is printed", async () => {
    for (const addition of await page.locator("[data-addition]").allTextContents()) {
      if (!addition.includes(" + ")) continue;
      const { terms, sum } = readAddition(addition);
      expect(
        terms.reduce((all, term) => all + term, 0),
        addition,
      ).toBe(sum);
    }
    await first
      .getByRole("button", { name: /^How .* is counted$/ })
      .first()
      .click();
    await expect(page.getByText(/points at most/).first()).toBeVisible();
    await page.keyboard.press("Escape");
    await checkAccessibility(page);
  });

  await test.step("a grant is made where the signal is read, remembered, and taken back", async () => {
    await page.goto("/admin/churn?signal=stuck_at_wall");
    const walled = cards(page).filter({ hasNotText: "Acme Maps" }).first();
    const tenant = (await walled.getByRole("heading").textContent()) ?? "";
    await walled
      .getByRole("button", { name: `Grant exception: ${tenant}` })
      .first()
      .click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Units on top of the plan").fill("1");
    await dialog.getByLabel(/Ends on/).fill(new Date(Date.now() + 86_400_000).toISOString().slice(0, 10));
    await dialog.getByLabel("Reason").fill("To look at it together");
    await dialog.getByRole("button", { name: "Grant exception" }).click();
    await expect(dialog).toBeHidden();
    await page.goto("/admin/tenants");
    await page.getByRole("link", { name: tenant, exact: true }).click();
    const done = page.getByRole("list", { name: `What was done about ${tenant}` });
    await expect(done).toContainText("Granted an exception by");
    await expect(done).toContainText("To look at it together");
    await done.getByRole("button", { name: "Undo: Granted an exception" }).click();
    await expect(done).toContainText("taken back");
    await checkAccessibility(page);
  });

  await test.step("a contact is prepared without a word of risk, and the tenant rests", async () => {
    await page.goto("/admin/churn");
    await cardOf(page, name)
      .getByRole("button", { name: /^Contact/ })
      .first()
      .click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByLabel("Text")).not.toHaveValue(/risk|churn|signal|score/i);
    await expect(dialog.getByLabel("To")).toHaveValue(/@/);
    await checkAccessibility(page);
    await dialog.getByLabel(/Only remember/).check();
    await dialog.getByLabel(/Note for colleagues/).fill("Called, they are on holiday");
    await dialog.getByRole("button", { name: "Open mail and remember" }).click();
    await expect(dialog).toBeHidden();
    await expect(cardOf(page, name)).toHaveCount(0);
    await page.goto("/admin/churn?rest=only");
    const done = page.getByRole("list", { name: `What was done about ${name}` });
    await expect(done).toContainText("Contacted by");
    await expect(done).toContainText("Called, they are on holiday");
    await expect(cardOf(page, name)).toContainText("rests until");
  });

  await test.step("an undone contact ends the rest", async () => {
    await cardOf(page, name).getByRole("button", { name: "Undo: Contacted" }).click();
    await expect(cardOf(page, name)).toHaveCount(0);
    await page.goto("/admin/churn");
    await expect(cardOf(page, name)).toHaveCount(1);
  });

  await test.step("a tenant can be taken on and put off", async () => {
    await cardOf(page, name)
      .getByRole("button", { name: `Assign ${name} to me` })
      .click();
    await expect(page.getByRole("list", { name: `What was done about ${name}` })).toContainText("Taken on by");
    await cardOf(page, name)
      .getByRole("button", { name: `Do nothing about ${name}` })
      .click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Do nothing" }).click();
    await expect(dialog.getByText("Say why: it is kept with the act.")).toBeVisible();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await cardOf(page, name).getByRole("button", { name: "Undo: Taken on" }).click();
    await expect(cardOf(page, name).getByRole("button", { name: `Assign ${name} to me` })).toBeVisible();
    await expect(cardOf(page, name)).not.toContainText("Taken on by");
  });

  await test.step("each signal says how it is counted and what happened after", async () => {
    await page.getByRole("link", { name: "Signals" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Signals");
    await expect(page.getByText(/Not enough outcomes: \d+ of 20/).first()).toBeVisible();
    await checkAccessibility(page);
  });

  await test.step("an address that asks for what is not there says so, with a way back", async () => {
    await page.goto("/admin/churn?band=purple");
    await expect(page.getByText("This address asks for figures that cannot be shown")).toBeVisible();
    await page.getByRole("link", { name: "Show the usual window" }).click();
    await expect(cards(page).first()).toBeVisible();
  });
});
