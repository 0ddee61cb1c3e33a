import { drizzle } from "drizzle-orm/postgres-js";
import { afterAll, expect, it } from "vitest";
import { useDatabase } from "@/db/client";
import { connect } from "@/db/connect";
import { grantRoles } from "@/db/grant-roles";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { getBilling } from "@/lib/billing/server/account/get-billing";
import { getTenantBilling } from "@/lib/billing/server/account/get-tenant-billing";
import { getUnblock } from "@/lib/billing/server/account/get-unblock";
import { openCreditCheckout } from "@/lib/billing/server/checkout/open-credit-checkout";
import { listCreditMoves } from "@/lib/billing/server/credits/list-credit-moves";
import { putTopUp } from "@/lib/billing/server/credits/put-top-up";
import { runTopUps } from "@/lib/billing/server/credits/run-top-ups";
import { payNow } from "@/lib/billing/server/invoices/pay-now";
import { closeStatements } from "@/lib/billing/server/manual/close-statements";
import { endManual } from "@/lib/billing/server/manual/end-manual";
import { putOnManualBilling } from "@/lib/billing/server/manual/put-on-manual-billing";
import { refundInvoice } from "@/lib/billing/server/refunds/refund-invoice";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { cards, makeBuyer, makePack } from "@/tests/billing/buyer";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";

const { sql, db, conn } = await testDatabase();
const sandbox = await openSandbox();
// Roles belong to the server, which other files of tests use at the same time: the same passwords everywhere.
const passwords = { fg_portal: "portal-pw", fg_gateway: "gateway-pw", fg_worker: "worker-pw's" };
const opened: { end: (options: { timeout: number }) => Promise<void> }[] = [];
afterAll(async () => {
  useDatabase({ database: db, sql });
  await Promise.all(opened.map((client) => client.end({ timeout: 2 })));
});

/** From here on this process is the portal, or the worker, as an installation runs it. */
function become(role: "fg_portal" | "fg_worker") {
  const target = { ...conn, PGPORT: Number(conn.PGPORT), PGUSER: role, PGPASSWORD: passwords[role] };
  const [typed, raw] = [connect(target, { max: 4 }), connect(target, { max: 4 })];
  opened.push(typed, raw);
  useDatabase({ database: drizzle(typed, { casing: "snake_case" }), sql: raw });
}

it("money is taken, given back and billed by hand with the rights that the portal and the worker have", async () => {
  await grantRoles(sql, passwords);
  const pack = await makePack(sql);
  const { id: featureId } = await makeMeter();
  become("fg_portal");
  const pro = await makePlanOnSale(sql, featureId, { priceMinor: 4900, overageRateE12: 500_000_000_000 });
  const buyer = await makeBuyer(sql, sandbox);
  await buyer.buy(pro.planVersionId);
  expect(await buyer.held()).toMatchObject({ status: "active", source: "stripe" });
  const { url } = await openCreditCheckout(buyer.owner(), { creditPackId: pack });
  await sandbox.pay(url);
  await syncTenant(buyer.id, new Date());
  expect(await payNow(buyer.owner())).toMatchObject({ status: "paid" });
  const [bill] = await sql<{ id: string }[]>`
    select id from invoice where tenant_id = ${buyer.id} and reason = 'credits'`;
  const asked = { invoiceId: bill?.id ?? "", amountMinor: 5000, takeBackCredits: true, reason: "Bought twice" };
  await refundInvoice(staffCtx("admin"), asked);
  await buyer.saveCard(cards.mastercard);
  await putTopUp(buyer.owner(), { threshold: "100", creditPackId: pack, monthlyCapMinor: 50_000, consent: true });

  become("fg_worker");
  expect(await runTopUps(new Date())).toMatchObject({ begun: 1, failed: 0 });
  await syncTenant(buyer.id, new Date());

  become("fg_portal");
  expect((await listCreditMoves(buyer.owner())).rows.map(({ kind }) => kind)).toEqual(["bought", "refunded", "bought"]);
  expect(await getBilling(buyer.owner())).toMatchObject({ subscription: { planName: pro.name } });
  expect((await getUnblock(buyer.owner())).grantedAt).not.toBeNull();
  expect(await getTenantBilling(staffCtx("support"), { tenantId: buyer.id })).toMatchObject({
    topUp: { state: "armed" },
  });

  const byHand = await makeBuyer(sql, sandbox);
  const begun = staffCtx("admin", { now: new Date("2026-08-01T00:00:00Z") });
  await putOnManualBilling(begun, { tenantId: byHand.id, planVersionId: pro.planVersionId });
  await endManual(staffCtx("admin"), { tenantId: byHand.id, reason: "Contract over" });

  become("fg_worker");
  expect((await closeStatements(new Date())).closed).toBeGreaterThan(2);
}, 60_000);
