import { expect, it } from "vitest";
import { eventually } from "@/tests/gateway/call";
import { openWorld, ownUpstream } from "@/tests/gateway/world";

const world = await openWorld();
const { engine, url } = world.doors.gateway;

it("lets go at once of a call whose caller left while it waited for a connection to the upstream", {
  timeout: 120_000,
}, async () => {
  let asked = 0;
  // Never answers: so many calls use up every connection that one tenant may have.
  const upstream = await ownUpstream(() => {
    asked++;
  });
  const apiId = await world.addApi("stuck", upstream, { responseTimeoutMs: 30_000 });
  await world.addRoute({ apiId, path: "/v1/wait" });
  const plan = await world.addVersion(world.ids.starter, { number: 2, limits: { [world.ids.calls]: 100_000 } });
  const tenant = await world.newTenant({ plan });
  await world.waitForFeed();

  const call = (signal: AbortSignal) =>
    fetch(`${url}/stuck/v1/wait`, { headers: tenant.auth, signal }).catch(() => null);
  const [stays, leaves] = [new AbortController(), new AbortController()];
  const staying = Array.from({ length: 192 }, () => call(stays.signal));
  await eventually(
    () => asked,
    (count) => count === 192,
  );
  const leaving = Array.from({ length: 20 }, () => call(leaves.signal));
  await eventually(
    () => engine.running.size,
    (running) => running === 212,
  );
  leaves.abort();
  // Long before the upstream would be given up.
  await Promise.all(leaving);
  await eventually(
    () => engine.running.size,
    (running) => running === 192,
    15_000,
  );
  stays.abort();
  await Promise.all(staying);
  await eventually(
    () => world.sql<{ outcome: string; count: number }[]>`
      select outcome, count(*)::int as count from usage_event where tenant_id = ${tenant.id} group by outcome order by outcome`,
    (rows) => rows.reduce((sum, { count }) => sum + count, 0) === 212,
  ).then((rows) =>
    // Who left before the upstream was asked ordered nothing.
    expect(rows.map(({ outcome, count }) => `${outcome} ${count}`)).toEqual(["ok 192", "void 20"]),
  );
  expect(asked).toBe(192);
});
