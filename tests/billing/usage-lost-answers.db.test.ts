import { describe, expect, it } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { sealWindows } from "@/lib/billing/server/usage/seal-windows";
import { sendMeterRows } from "@/lib/billing/server/usage/send-meter-rows";
import { openCuttingProxy } from "@/tests/billing/cutting-proxy";
import { hourMs, type MeteredTenant, makeMeteredPlan } from "@/tests/billing/metered-world";
import { openSandbox } from "@/tests/billing/open-sandbox";

const { sql } = await testDatabase();
const sandbox = await openSandbox();
const answered = new Map<string, number>();
/** One name in twenty loses its answer as often as the client repeats it by itself. */
const proxy = await openCuttingProxy(sandbox.url, (path, body) => {
  if (path !== "/v1/billing/meter_events") return false;
  const name = new URLSearchParams(body).get("identifier") ?? "";
  const times = (answered.get(name) ?? 0) + 1;
  answered.set(name, times);
  return times <= 3 && [...answered.keys()].indexOf(name) % 20 === 7;
});
process.env.FAREGATE_STRIPE_SANDBOX_URL = proxy.url;
const world = await makeMeteredPlan(sql, sandbox.stripe);
const tenants: MeteredTenant[] = [];
for (let n = 0; n < 4; n++) tenants.push(await world.subscribe(30 * hourMs));

async function sendAll(): Promise<void> {
  for (let turn = 1; turn < 20; turn++) {
    // Each turn is later than any pause before the next try.
    await sendMeterRows(new Date(Date.now() + turn * 20 * 60_000));
    const [left] = await sql`select 1 from meter_row where status = 'pending'`;
    if (!left) return;
  }
  throw new Error("Rows are left.");
}

describe("overage", () => {
  it("is at Stripe what it is in the ledger, when answers are lost and every row is sent twice", {
    timeout: 120_000,
  }, async () => {
    for (const tenant of tenants) {
      for (let hour = 1; hour <= 24; hour++) await world.use(tenant, hour, hour * hourMs + 30 * 60_000);
    }
    await sealWindows(new Date(Date.now() + hourMs));
    const [sealed] = await sql<{ n: number }[]>`select count(*)::int as n from meter_row`;
    expect(sealed?.n).toBe(tenants.length * 24);
    await sendAll();
    expect(proxy.counts.cut).toBeGreaterThanOrEqual(12);
    const [doubled] = await sql<{ n: number }[]>`select count(*)::int as n from meter_row where status = 'duplicate'`;
    expect(doubled?.n).toBeGreaterThanOrEqual(4);

    await sql`update meter_row set status = 'pending', next_at = now()`;
    await sendAll();
    for (const tenant of tenants) {
      const [ledger] = await sql<{ units: number }[]>`
        select consumed as units from ledger_account where account_id = ${tenant.accountId}`;
      expect(ledger?.units).toBe((24 * 25) / 2);
      expect(await world.counted(tenant)).toBe(ledger?.units);
    }
  });
});
