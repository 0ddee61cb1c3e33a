import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { connect } from "@/db/connect";
import { env } from "@/lib/env";
import { eventually } from "@/tests/gateway/call";
import type { TestTenant } from "@/tests/gateway/world";
import { type Answer, type FleetNode, openFleet, tally } from "@/tests/promises/fleet";

/** A lease serves for four seconds of its six. */
const fleet = await openFleet({ count: 2, settings: { LEASE_TTL_MS: 6_000 } });
const { world, nodes } = fleet;
const { calls, starter } = world.ids;
const hard = await world.addVersion(starter, { number: 2, limits: { [calls]: 100_000 } });
const billed = await world.addVersion(starter, { number: 3, limits: { [calls]: 0 }, terms: { overage: "postpaid" } });
await world.waitForFeed();

async function withoutDatabase(run: () => Promise<void>): Promise<void> {
  const [{ db } = { db: "" }] = await world.sql<{ db: string }[]>`select current_database() as db`;
  const admin = connect({ ...env(), PGDATABASE: "postgres" }, { max: 1 });
  await admin.unsafe(`alter database ${db} allow_connections false`);
  await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${db}`;
  try {
    await run();
  } finally {
    await admin.unsafe(`alter database ${db} allow_connections true`);
    await admin.end();
  }
}

it("without a database warm leases serve, then hard limits answer 503 and never 402, while post-paid use goes on", {
  timeout: 60_000,
}, async () => {
  const limited = await world.newTenant({ plan: hard });
  const postpaid = await world.newTenant({ plan: billed });
  const askAll = (tenant: TestTenant) =>
    Promise.all(nodes.map((node: FleetNode) => node.ask(tenant, fleet.pathOf(tenant))));
  for (let n = 0; n < 60; n++) {
    await Promise.all([askAll(limited), askAll(postpaid)]);
    await sleep(10);
  }
  const early: Answer[] = [];
  const later: Answer[] = [];
  const free: Answer[] = [];
  await withoutDatabase(async () => {
    const goneAt = performance.now();
    while (performance.now() < goneAt + 6_000) {
      const list = performance.now() < goneAt + 500 ? early : later;
      list.push(...(await askAll(limited)));
      free.push(...(await askAll(postpaid)));
      await sleep(20);
    }
    const last = later.slice(-10);
    expect(last.map(({ status }) => status)).toEqual(last.map(() => 503));
    expect(last.map(({ retryAfter }) => retryAfter)).toEqual(last.map(() => "1"));
  });
  console.log("warm", tally(early), "then", tally(later), "post-paid", tally(free));
  expect(Object.keys(tally(early))).toEqual(["200"]);
  expect(Object.keys(tally(later)).sort()).toEqual(["200", "503 entitlement_unavailable"]);
  expect(Object.keys(tally(free))).toEqual(["200"]);

  for (const tenant of [limited, postpaid]) {
    await eventually(
      () => askAll(tenant),
      (answers) => answers.every(({ status }) => status === 200),
      10_000,
    );
    await eventually(
      () => world.sql`select sum(consumed)::int as consumed from ledger_account where tenant_id = ${tenant.id}`,
      ([ledger]) => ledger?.consumed === fleet.executions.get(tenant.name),
      10_000,
    );
  }
});
