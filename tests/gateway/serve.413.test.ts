import { describe, expect, it } from "vitest";
import { eventually, refusal } from "@/tests/gateway/call";
import { doors, openWorld } from "@/tests/gateway/world";

const world = await openWorld();
const limit = 1_000_000;

function chunked(bytes: number): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      const size = Math.min(50_000, bytes - sent);
      sent += size;
      if (size > 0) controller.enqueue(new Uint8Array(size));
      else controller.close();
    },
  });
}

describe.each(doors)("at the %s door", (door) => {
  const url = () => `${world.doors[door].url}/northlight/v1/echo`;
  const post = (auth: Record<string, string>, body: BodyInit) =>
    ({ method: "POST", headers: auth, body, duplex: "half" }) as RequestInit;

  it("refuses a declared body over the route's limit before anything is spent or sent", async () => {
    const tenant = await world.newTenant();
    const before = world.upstream.total();
    const { response, problem } = await refusal(url(), post(tenant.auth, new Uint8Array(limit + 1)));
    expect(response.status).toBe(413);
    expect(problem).toMatchObject({ code: "payload_too_large", details: { limit } });
    expect(world.upstream.total()).toBe(before);
    expect(await world.sql`select 1 from ledger_account where tenant_id = ${tenant.id}`).toEqual([]);
  });

  it("passes a body of exactly the limit, declared or chunked", async () => {
    const tenant = await world.newTenant();
    for (const body of [new Uint8Array(limit), chunked(limit)]) {
      const response = await fetch(url(), post(tenant.auth, body));
      expect(response.status).toBe(200);
      expect((await response.arrayBuffer()).byteLength).toBe(limit);
    }
  });

  it("ends a chunked body that grows over the limit, and charges nothing", async () => {
    const tenant = await world.newTenant();
    // The echo answers while it reads, so that the refusal may come after the answer began: then it is cut off.
    const outcome = await fetch(url(), post(tenant.auth, chunked(limit * 3))).then(
      async (response) =>
        response.status === 413
          ? 413
          : await response.arrayBuffer().then(
              () => "whole",
              () => "cut off",
            ),
      () => "cut off",
    );
    expect([413, "cut off"]).toContain(outcome);
    const [ledger] = await eventually(
      () => world.sql`select consumed, reserved from ledger_account where tenant_id = ${tenant.id}`,
      ([row]) => row?.reserved === 0,
    );
    expect(ledger).toEqual({ consumed: 0, reserved: 0 });
    expect((await fetch(url(), post(tenant.auth, "small"))).status).toBe(200);
  });
});
