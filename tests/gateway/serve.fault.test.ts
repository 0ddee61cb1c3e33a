import { expect, it } from "vitest";
import { checkLedger } from "@/lib/metering/server/check-ledger";
import { eventually, refusal } from "@/tests/gateway/call";
import { doors, openWorld } from "@/tests/gateway/world";

const world = await openWorld();

it.each(doors)("a fault at passing on costs nothing at the %s door, and leaves one row that says so", async (door) => {
  const { url, engine } = world.doors[door];
  const tenant = await world.newTenant();
  const real = engine.upstreams.of;
  engine.upstreams.of = () => {
    throw new Error("planted");
  };
  const { problem } = await refusal(`${url}/northlight/v1/search`, { headers: tenant.auth }).finally(() => {
    engine.upstreams.of = real;
  });
  expect(problem).toMatchObject({ status: 500, code: "internal_error" });
  const rows = () => world.sql`
    select e.outcome, e.cost, r.status, r.code, r.units
      from usage_event e left join request_log r using (request_id) where e.tenant_id = ${tenant.id}`;
  await eventually(rows, ({ length }) => length > 0);
  await engine.requestLog.flush();
  expect(await rows()).toEqual([{ outcome: "void", cost: 0, status: 500, code: "internal_error", units: 0 }]);
  const logged = await world.sql`select metered from request_log where tenant_id = ${tenant.id}`;
  expect(logged).toEqual([{ metered: true }]);
});

it.each(doors)(
  "a fault at noting a call at the %s door neither keeps what it holds nor ends the process",
  async (door) => {
    const { url, engine } = world.doors[door];
    const tenant = await world.newTenant();
    const real = engine.figures.answered;
    engine.figures.answered = () => {
      throw new Error("planted");
    };
    const asked = fetch(`${url}/northlight/v1/search`, { headers: tenant.auth }).then((answer) => answer.text());
    await asked.catch(() => undefined);
    engine.figures.answered = real;
    await eventually(
      () => world.sql`select outcome, cost from usage_event where tenant_id = ${tenant.id}`,
      ([event]) => event?.outcome === "ok" && event.cost === 1,
    );
    expect(engine.running.size).toBe(0);
    const { rules } = await checkLedger(world.sql, null, new Date());
    expect(rules.filter(({ ok }) => !ok)).toEqual([]);
  },
);
