import { describe, expect, it } from "vitest";
import { eventually } from "@/tests/gateway/call";
import type { TestTenant } from "@/tests/gateway/world";
import { type Answer, offer, openFleet, tally } from "@/tests/promises/fleet";

const fleet = await openFleet({ count: 3 });
const { world, nodes } = fleet;

async function newTenant(number: number, units: number): Promise<TestTenant> {
  const plan = await world.addVersion(world.ids.starter, { number, limits: { [world.ids.calls]: units } });
  const tenant = await world.newTenant({ plan });
  await fleet.untilTold();
  return tenant;
}

const nodeOf = (turn: number) => nodes[turn % nodes.length] as (typeof nodes)[number];

/** No account of the tenant holds anything for a lease any more, and what was used is known. */
const atRest = (tenant: TestTenant) =>
  eventually(
    () => world.sql`select consumed, reserved from ledger_account where tenant_id = ${tenant.id} and kind = 'quota'`,
    ([account]) => account?.reserved === 0,
  );

/** Tells in what order the meters of all nodes admitted and refused for good. */
function watchMeters(tenant: TestTenant): { grantedBeforeRefusal: () => number | null } {
  let granted = 0;
  let atRefusal: number | null = null;
  for (const { engine } of nodes) {
    const { meter } = engine;
    engine.meter = {
      ...meter,
      async reserve(hold) {
        const reservation = await meter.reserve(hold);
        if (hold.tenantId === tenant.id && reservation.status === "granted") granted++;
        if (hold.tenantId === tenant.id && reservation.status === "exhausted") atRefusal ??= granted;
        return reservation;
      },
    };
  }
  return { grantedBeforeRefusal: () => atRefusal };
}

/** Milliseconds that the last fifth of what was sold took. */
function lastFifthMs(answers: readonly Answer[]): number {
  const sold = answers.filter(({ status }) => status === 200).map(({ endedAt }) => endedAt);
  sold.sort((a, b) => a - b);
  return Math.round((sold.at(-1) ?? Number.NaN) - (sold[Math.floor(sold.length * 0.8)] ?? Number.NaN));
}

describe("a hard limit on three gateways", () => {
  it("of 10,007 is sold to 20,000 calls exactly 10,007 times, and nobody is refused before", {
    timeout: 180_000,
  }, async () => {
    const tenant = await newTenant(2, 10_007);
    const watched = watchMeters(tenant);
    const path = fleet.pathOf(tenant);
    const answers = await offer(64, (turn) => (turn < 20_000 ? () => nodeOf(turn).ask(tenant, path) : null));
    console.log("fixed cost", tally(answers), `last fifth: ${lastFifthMs(answers)} ms`);
    expect(tally(answers)["200"]).toBe(10_007);
    expect(fleet.executions.get(tenant.name)).toBe(10_007);
    expect(watched.grantedBeforeRefusal()).toBe(10_007);
    expect((await atRest(tenant))[0]).toEqual({ consumed: 10_007, reserved: 0 });
  });

  it("is sold until less is left than one call may cost, where the upstream says what it cost", {
    timeout: 120_000,
  }, async () => {
    const tenant = await newTenant(3, 2_003);
    let isOver = false;
    const ask = async (turn: number) => {
      const answer = await nodeOf(turn).ask(tenant, fleet.pathOf(tenant, 1 + (turn % 5)));
      if (answer.code === "period_limit_reached") isOver = true;
      return answer;
    };
    const until = performance.now() + 20_000;
    const answers = await offer(64, (turn) => (isOver || performance.now() > until ? null : () => ask(turn)));
    console.log("reported cost", tally(answers), `last fifth: ${lastFifthMs(answers)} ms`);
    const used = fleet.executions.get(tenant.name) ?? 0;
    expect(used).toBeLessThanOrEqual(2_003);
    expect((await atRest(tenant))[0]).toEqual({ consumed: used, reserved: 0 });
    // Units that were held when the first call was refused may have come back since.
    for (let n = 0; n < 30 && (fleet.executions.get(tenant.name) ?? 0) + 5 <= 2_003; n++)
      await nodeOf(n).ask(tenant, fleet.pathOf(tenant, 5));
    expect(2_003 - (fleet.executions.get(tenant.name) ?? 0)).toBeLessThan(5);
  });

  it("of one unit lets exactly one of many callers at two gateways through", async () => {
    const tenant = await newTenant(4, 1);
    const path = fleet.pathOf(tenant);
    const answers = await offer(40, (turn) =>
      turn < 40 ? () => (nodes[turn % 2] ?? nodeOf(0)).ask(tenant, path) : null,
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(fleet.executions.get(tenant.name)).toBe(1);
    expect((await atRest(tenant))[0]).toEqual({ consumed: 1, reserved: 0 });
  });
});
