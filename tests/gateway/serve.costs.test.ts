import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { eventually } from "@/tests/gateway/call";
import { doors, openWorld, ownUpstream, type TestTenant } from "@/tests/gateway/world";

const world = await openWorld();
const held = 7;
let asked = 0;

/** Answers what the query asks for: `cost` once for each header line, `status`, and `how` the answer ends. */
async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  asked++;
  const { searchParams } = new URL(req.url ?? "/", "http://upstream.invalid");
  for (const value of searchParams.getAll("cost")) res.appendHeader("X-Cost", value);
  if (searchParams.get("how") === "never") return;
  res.writeHead(Number(searchParams.get("status") ?? 200), { "content-length": "10" });
  if (searchParams.get("how") === "break") {
    res.write("half");
    setTimeout(() => res.socket?.resetAndDestroy(), 20);
    return;
  }
  if (searchParams.get("how") === "stall") {
    res.write("half");
    return;
  }
  res.end("0123456789");
}

const apiId = await world.addApi("told", await ownUpstream(answer));
await world.addRoute({ apiId, path: "/v1/x", costUnits: held, costHeader: "x-cost", minCostUnits: 2 });
await world.waitForFeed();

/** What the ledger has booked once the call has ended there; nothing is left reserved. */
async function booked(tenant: TestTenant): Promise<number> {
  const [event] = await eventually(
    () => world.sql<{ cost: number }[]>`select cost::float8 as cost from usage_event where tenant_id = ${tenant.id}`,
    (rows) => rows.length === 1,
  );
  await eventually(
    () => world.sql`select consumed, reserved from ledger_account where tenant_id = ${tenant.id}`,
    ([account]) => account?.reserved === 0 && account.consumed === event?.cost,
  );
  return event?.cost ?? -1;
}

describe.each(doors)("a cost that the upstream tells at the %s door", (door) => {
  const call = (tenant: TestTenant, query: string, init: RequestInit = {}) =>
    fetch(`${world.doors[door].url}/told/v1/x?${query}`, { headers: tenant.auth, ...init });

  it.each([
    ["is charged as told", "cost=3", 3],
    ["may be all that was held", `cost=${held}`, held],
    ["may be nothing, when it says so", "cost=0", 0],
    ["is what was held when nothing is told", "", held],
    ["is what was held when it is negative", "cost=-3", held],
    ["is what was held when it is a fraction", "cost=1.5", held],
    ["is what was held when it is no number", "cost=three", held],
    ["is what was held when it is written otherwise", "cost=0x3", held],
    ["is what was held when it has an exponent", "cost=1e0", held],
    ["is what was held when it is signed", "cost=%2B3", held],
    ["is what was held when it is above that", `cost=${held + 1}`, held],
    ["is what was held when it is huge", "cost=99999999999999999999999999", held],
    ["is what was held when it is told twice", "cost=3&cost=3", held],
    ["is what was held when it is a list", "cost=3,%204", held],
    ["is nothing for a status that is not charged, whatever is told", "cost=3&status=500", 0],
  ])("%s", async (_title, query, units) => {
    const tenant = await world.newTenant();
    const response = await call(tenant, query);
    await response.arrayBuffer();
    expect(response.headers.get("x-cost"), "the upstream's word is for the gateway alone").toBeNull();
    expect(response.headers.get("faregate-usage")).toBe(`"calls";n=${units};r=${10 - units}`);
    expect(await booked(tenant)).toBe(units);
  });

  it("counts for an answer that the upstream broke off", async () => {
    const tenant = await world.newTenant();
    const response = await call(tenant, "cost=4&how=break");
    await expect(response.text()).rejects.toThrow();
    expect(await booked(tenant)).toBe(4);
  });

  it("counts when the caller leaves after the answer began", async () => {
    const tenant = await world.newTenant();
    const leaving = new AbortController();
    const response = await call(tenant, "cost=4&how=stall", { signal: leaving.signal });
    expect(response.status).toBe(200);
    leaving.abort();
    expect(await booked(tenant)).toBe(4);
    const [row] = await world.sql`select status, aborted, units from request_log where tenant_id = ${tenant.id}`;
    expect(row).toMatchObject({ status: 499, aborted: true, units: 4 });
  });

  it("is the route's least when the caller leaves before an answer", async () => {
    const tenant = await world.newTenant();
    const leaving = new AbortController();
    const before = asked;
    const gone = call(tenant, "cost=4&how=never", { signal: leaving.signal });
    await eventually(
      () => asked,
      (count) => count > before,
    );
    leaving.abort();
    await expect(gone).rejects.toThrow();
    expect(await booked(tenant)).toBe(2);
  });

  it("that makes no sense is an alarm, and a metric", async () => {
    const tenant = await world.newTenant();
    const { figures } = world.doors[door].engine;
    const before = figures.badCosts;
    await (await call(tenant, "cost=nonsense")).arrayBuffer();
    await (await call(tenant, "cost=1")).arrayBuffer();
    expect(figures.badCosts - before).toBe(1);
  });
});
