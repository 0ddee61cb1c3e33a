import fc from "fast-check";
import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { confirmChange } from "@/lib/billing/server/changes/confirm-change";
import { previewChange } from "@/lib/billing/server/changes/preview-change";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";
import { heldGrant, subscribedTenant } from "@/tests/billing/subscribed-tenant";

const { sql } = await testDatabase();
const sandbox = await openSandbox();
const meter = await makeMeter();
const rate = 370_000_000_000;
const starter = await makePlanOnSale(sql, meter.id, { priceMinor: 1_999, overageRateE12: rate });
const targets = [
  await makePlanOnSale(sql, meter.id, { priceMinor: 4_901, overageRateE12: rate / 2 }),
  await makePlanOnSale(sql, meter.id, { priceMinor: 99_990 }),
  await makePlanOnSale(sql, meter.id, { priceMinor: 47_777, interval: "year", overageRateE12: rate }),
];

/** Moves the provider's clock alone, as time does between looking and confirming. */
const moveClock = (customer: string, seconds: number) =>
  seconds > 0 ? sandbox.act("advance", { customer, seconds: String(seconds) }) : null;

test("what is charged is what was shown, to the cent, whenever it is shown and confirmed", async () => {
  const anywhere = fc.record({
    target: fc.nat(targets.length - 1),
    waitedSeconds: fc.oneof(fc.nat(27 * 86_400), fc.constantFrom(0, 1, 86_399, 86_400)),
    thoughtSeconds: fc.oneof(fc.nat(599), fc.constant(0)),
    overageUnits: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5_000 })),
  });
  await fc.assert(
    fc.asyncProperty(anywhere, async ({ target, waitedSeconds, thoughtSeconds, overageUnits }) => {
      const to = targets[target];
      if (!to) throw new Error("There is no such target.");
      const tenant = await subscribedTenant(sql, sandbox, starter.planVersionId);
      if (overageUnits > 0) {
        await sandbox.stripe.billing.meterEvents.create({
          event_name: `fg_${meter.slug}`,
          payload: { stripe_customer_id: tenant.customer, value: String(overageUnits) },
        });
      }
      await moveClock(tenant.customer, waitedSeconds);
      await sql`update billing_account set clock_offset_seconds = ${waitedSeconds} where tenant_id = ${tenant.id}`;
      await syncTenant(tenant.id, new Date());

      const preview = await previewChange(tenant.as("owner"), { planVersionId: to.planVersionId });
      await moveClock(tenant.customer, thoughtSeconds);
      await confirmChange(tenant.as("owner"), { changeId: preview.changeId });

      expect((await heldGrant(sql, tenant.id))?.plan_version_id).toBe(to.planVersionId);
      const { data } = await sandbox.stripe.invoices.list({ customer: tenant.customer, limit: 1 });
      expect(data[0]?.amount_paid).toBe(preview.chargeNow?.amountMinor);
      const sum = preview.lines.reduce((total, { amount }) => total + amount.amountMinor, 0);
      expect(data[0]?.total, "the lines that were shown add up").toBe(sum);
      expect(preview.overageNow?.amountMinor ?? 0).toBe(Math.round((overageUnits * rate) / 1e12));
      expect(await sql`select 1 from billing_task where tenant_id = ${tenant.id}`).toEqual([]);
    }),
    { numRuns: 20, endOnFailure: true },
  );
}, 180_000);
