import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { makePlan, openClient } from "@/scripts/stripe-sandbox/testing/open-client";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stripe-sandbox-"));
const file = path.join(folder, "state.json");
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test("a sandbox goes on where it stopped, with the same account, secret, objects and kept answers", async () => {
  const first = await openClient({ file });
  const { flat } = await makePlan(first);
  const customer = await first.stripe.customers.create({ name: "Ada" }, { idempotencyKey: "once" });
  const { accountId, webhookSecret } = first.world.state;
  await first.close();
  const second = await openClient({ file });
  expect(second.world.state).toMatchObject({ accountId, webhookSecret });
  expect((await second.stripe.accounts.retrieveCurrent()).id).toBe(accountId);
  expect((await second.stripe.prices.retrieve(flat.id)).unit_amount).toBe(4_900);
  expect((await second.stripe.customers.create({ name: "Ada" }, { idempotencyKey: "once" })).id).toBe(customer.id);
  await second.close();
});

test("a file of another SDK is refused, with the choice to begin anew", async () => {
  const kept = JSON.parse(fs.readFileSync(file, "utf8"));
  fs.writeFileSync(file, JSON.stringify({ ...kept, sdkVersion: "1.0.0" }));
  await expect(openClient({ file })).rejects.toThrow("Delete the file to begin with an empty Stripe account.");
});
