import { expect, it } from "vitest";
import { connect } from "@/db/connect";
import { env } from "@/lib/env";
import { eventually, refusal } from "@/tests/gateway/call";
import { doors, openWorld } from "@/tests/gateway/world";

const world = await openWorld({}, { waitMs: 250 });
const ample = await world.addVersion(world.ids.starter, { number: 2, limits: { [world.ids.calls]: 1_000_000 } });

/** Cuts every connection to the database and lets none in until `run` is over. */
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

it("a doubtful refusal for money costs the tenant's other calls nothing while the store is away", {
  timeout: 90_000,
}, async () => {
  const tenant = await world.newTenant({ plan: ample });
  const ask = async (door: (typeof doors)[number], path: string) => {
    const response = await fetch(`${world.doors[door].url}/northlight/v1/${path}`, { headers: tenant.auth });
    await response.arrayBuffer();
    return response.status;
  };
  // A lease that nobody draws on is given back, so the calls go on all the time.
  const warm: number[] = [];
  let isOver = false;
  const calling = doors.map(async (door) => {
    while (!isOver) {
      warm.push(await ask(door, "search"));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  // The first lease knows nothing of the rate at which units are used; the one that follows it does.
  const granted = (door: (typeof doors)[number]) => world.doors[door].engine.meter.figures().core?.granted ?? 0;
  await eventually(
    () => Math.min(...doors.map(granted)),
    (least) => least > 120,
  );
  warm.length = 0;
  await withoutDatabase(async () => {
    // Beyond five seconds what the feed told last no longer makes a refusal for money certain.
    await eventually(
      () => Math.min(...doors.map((door) => world.doors[door].engine.feed.gapMs())),
      (gapMs) => gapMs > 5_500,
    );
    for (const door of doors) {
      const url = `${world.doors[door].url}/northlight/v1/extra`;
      const { response, problem } = await refusal(url, { headers: tenant.auth });
      expect(problem, "no 402 on doubt").toMatchObject({ status: 503, code: "entitlement_unavailable" });
      expect(response.headers.get("retry-after")).toBe("1");
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    isOver = true;
    await Promise.all(calling);
  });
  expect(warm.length).toBeGreaterThan(20);
  expect(new Set(warm)).toEqual(new Set([200]));
});
