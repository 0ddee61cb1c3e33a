import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { connect } from "@/db/connect";
import { env } from "@/lib/env";
import { eventually } from "@/tests/gateway/call";
import type { TestTenant } from "@/tests/gateway/world";
import { type Answer, type FleetNode, openFleet, tally } from "@/tests/promises/fleet";

/** A lease serves for ten seconds of its twelve: longer than a busy machine stands still. */
const fleet = await openFleet({ count: 2, settings: { LEASE_TTL_MS: 12_000 } });
const { world, nodes } = fleet;
const { calls, starter } = world.ids;
const hard = await world.addVersion(starter, { number: 2, limits: { [calls]: 100_000 } });
const billed = await world.addVersion(starter, { number: 3, limits: { [calls]: 0 }, terms: { overage: "postpaid" } });
await fleet.untilTold();

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
  timeout: 120_000,
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
    early.push(...(await askAll(limited)));
    const last = () => later.slice(-10);
    // Until the leases are over, which they are on their own.
    for (const until = performance.now() + 60_000; performance.now() < until; await sleep(20)) {
      later.push(...(await askAll(limited)));
      free.push(...(await askAll(postpaid)));
      if (later.length > 10 && last().every(({ status }) => status === 503)) break;
    }
    expect(last().map(({ status }) => status)).toEqual(Array(10).fill(503));
    expect(last().map(({ retryAfter }) => retryAfter)).toEqual(Array(10).fill("1"));
  });
  console.log("warm", tally(early), "then", tally(later), "post-paid", tally(free));
  expect(Object.keys(tally(early))).toEqual(["200"]);
  expect(Object.keys(tally(later)).sort()).toEqual(["200", "503 entitlement_unavailable"]);
  expect(Object.keys(tally(free))).toEqual(["200"]);

  for (const tenant of [limited, postpaid]) {
    await eventually(
      () => askAll(tenant),
      (answers) => answers.every(({ status }) => status === 200),
    );
    await eventually(
      () => world.sql`select sum(consumed)::int as consumed from ledger_account where tenant_id = ${tenant.id}`,
      ([ledger]) => ledger?.consumed === fleet.executions.get(tenant.name),
    );
  }
});
