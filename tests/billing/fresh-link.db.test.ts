import { expect, it } from "vitest";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { openCreditCheckout } from "@/lib/billing/server/checkout/open-credit-checkout";
import { putTopUp } from "@/lib/billing/server/credits/put-top-up";
import { runTopUps } from "@/lib/billing/server/credits/run-top-ups";
import { reconcile } from "@/lib/billing/server/reconcile/reconcile";
import { closeBillingTask } from "@/lib/billing/server/staff/close-billing-task";
import { startFreshLink } from "@/lib/billing/server/staff/start-fresh-link";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { makeBuyer, makePack } from "@/tests/billing/buyer";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";

const { sql } = await testDatabase();
const sandbox = await openSandbox();
const later = (hours: number) => new Date(Date.now() + hours * 3_600_000);

it("charges nobody at another account for what was agreed at the one before, and shows staff what was bought there", async () => {
  const pack = await makePack(sql, { credits: 50 });
  const top = await makePack(sql);
  const free = (await makePlanOnSale(sql, (await makeMeter()).id, { priceMinor: 0 })).planVersionId;
  const buyer = await makeBuyer(sql, sandbox);
  await buyer.buy(free);
  const { url } = await openCreditCheckout(buyer.owner(), { creditPackId: pack });
  await sandbox.pay(url);
  await syncTenant(buyer.id, new Date());
  await buyer.useCard("pm_card_authenticationRequired");
  await putTopUp(buyer.owner(), { threshold: "100", creditPackId: top, monthlyCapMinor: 50_000, consent: true });
  await runTopUps(new Date());
  const attempts = () => sql`select status from top_up where tenant_id = ${buyer.id}`;
  expect(await attempts()).toEqual([{ status: "needs_action" }]);

  await sandbox.act("reset", {});
  await startFreshLink(staffCtx("admin", { now: later(0.1) }), { reason: "From the sandbox to the real account" });
  expect(await attempts()).toEqual([{ status: "failed" }]);
  expect(await sql`select state from top_up_rule`).toEqual([{ state: "off" }]);
  expect(await runTopUps(later(30))).toEqual({ begun: 0, continued: 0, ended: 0, failed: 0 });

  expect(await reconcile(later(1))).toMatchObject({ unpaidLots: 1 });
  const [task] = await sql<{ id: string }[]>`select id from billing_task where kind = 'credits_unpaid'`;
  await closeBillingTask(staffCtx("admin"), { id: task?.id ?? "", reason: "They may keep them" });
  expect(await reconcile(later(26))).toMatchObject({ unpaidLots: 0 });
  expect(await sql`select 1 from reconcile_run where finished_at is null`).toHaveLength(0);
});
