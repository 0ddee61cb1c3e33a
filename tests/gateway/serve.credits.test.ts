import { describe, expect, it } from "vitest";
import { newId } from "@/lib/id";
import { eventually, refusal } from "@/tests/gateway/call";
import { doors, openWorld, type TestTenant } from "@/tests/gateway/world";

const world = await openWorld();
const { calls, starter } = world.ids;
const price = 250_000;
const credits = (creditMicroPerUnit: number) => ({ creditMicroPerUnit });
const mixed = await world.addVersion(starter, { number: 2, limits: { [calls]: 2 }, terms: credits(price) });
const only = await world.addVersion(starter, { number: 3, limits: { [calls]: 0 }, terms: credits(price) });
const billed = await world.addVersion(starter, { number: 4, limits: { [calls]: 2 }, terms: { overage: "postpaid" } });
await world.waitForFeed();

async function openLot(tenant: TestTenant, micro: number, expiresAt: Date | null = null): Promise<void> {
  await world.sql.begin(async (tx) => {
    await tx`select credit_lot_open(${tenant.id}, ${newId("creditLot", new Date())}, 'granted', ${micro}, 100, ${expiresAt},
      'test', ${newId("request", new Date())}, 'test', 'test')`;
    await tx`select record_change('tenant', ${tenant.id}, ${tenant.id})`;
  });
}

describe.each(doors)("credits at the %s door", (door) => {
  const url = `${world.doors[door].url}/northlight/v1/search`;
  const ask = async (tenant: TestTenant) => {
    const response = await fetch(url, { headers: tenant.auth });
    await response.arrayBuffer();
    return { status: response.status, usage: response.headers.get("faregate-usage") };
  };
  const accounts = (tenant: TestTenant) =>
    world.sql`select kind, consumed, reserved from ledger_account where tenant_id = ${tenant.id} order by kind desc, account_id`;

  it("pay once the quota is used, lot by lot, until they are spent", async () => {
    const tenant = await world.newTenant({ plan: mixed });
    await openLot(tenant, price);
    await openLot(tenant, 2 * price);
    await world.waitForFeed();
    expect(await ask(tenant)).toEqual({ status: 200, usage: '"calls";n=1;r=1' });
    expect(await ask(tenant)).toEqual({ status: 200, usage: '"calls";n=1;r=0' });
    // What is left over all lots is not known before each was asked for: then nothing is said of it.
    for (let n = 0; n < 3; n++) {
      expect(await ask(tenant)).toEqual({ status: 200, usage: `"calls";n=${price};u="microcredits"` });
    }
    const { response, problem } = await refusal(url, { headers: tenant.auth });
    expect(response.status).toBe(402);
    expect(problem).toMatchObject({ code: "quota_exhausted", reasons: ["credits_exhausted"] });
    await eventually(
      () => accounts(tenant),
      (rows) =>
        JSON.stringify(rows.map(({ consumed, reserved }) => [consumed, reserved])) ===
        JSON.stringify([
          [2, 0],
          [price, 0],
          [2 * price, 0],
        ]),
    );
  });

  it("of a single lot are told down to what is left", async () => {
    const tenant = await world.newTenant({ plan: only });
    await openLot(tenant, 3 * price);
    await world.waitForFeed();
    expect((await ask(tenant)).usage).toBe(`"calls";n=${price};r=${2 * price};u="microcredits"`);
  });

  it("that are too few for a call say how many are missing", async () => {
    const tenant = await world.newTenant({ plan: only });
    await openLot(tenant, price - 1);
    await world.waitForFeed();
    const { problem } = await refusal(url, { headers: tenant.auth });
    expect(problem).toMatchObject({ status: 402, code: "credits_insufficient", details: { required: "0.25" } });
  });

  it("bought after a refusal open the road within a second", async () => {
    const tenant = await world.newTenant({ plan: only });
    expect((await refusal(url, { headers: tenant.auth })).problem.code).toBe("credits_exhausted");
    await openLot(tenant, 2 * price);
    await eventually(
      () => ask(tenant),
      ({ status }) => status === 200,
      1_000,
    );
  });

  it("are for live keys: a test key cannot spend them", async () => {
    const tenant = await world.newTenant({ plan: only, mode: "test" });
    await openLot(tenant, 10 * price);
    await world.waitForFeed();
    const { problem } = await refusal(url, { headers: tenant.auth });
    expect(problem).toMatchObject({ status: 403, code: "permission_denied" });
  });

  it("cost nothing when the upstream fails", async () => {
    const tenant = await world.newTenant({ plan: only });
    await openLot(tenant, price);
    await world.waitForFeed();
    const failing = `${world.doors[door].url}/northlight/v1/status/500`;
    for (let n = 0; n < 3; n++) await (await fetch(failing, { headers: tenant.auth })).arrayBuffer();
    expect(await ask(tenant)).toMatchObject({ status: 200 });
  });

  it("are not needed where overuse is billed later: it is counted without end", async () => {
    const tenant = await world.newTenant({ plan: billed });
    for (let n = 0; n < 5; n++) expect((await ask(tenant)).status).toBe(200);
    await eventually(
      () => accounts(tenant),
      (rows) => rows.map(({ kind, consumed }) => `${kind} ${consumed}`).join() === "quota 2,overage 3",
    );
  });
});
