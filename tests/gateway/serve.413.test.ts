import { connect } from "node:net";
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

  it("gets its refusal to a sender that writes on before it reads, and closes a longer upload", async () => {
    const tenant = await world.newTenant();
    const { hostname, port, pathname } = new URL(url());
    const send = (bytes: number, sent: number) =>
      new Promise<string>((resolve) => {
        const socket = connect(Number(port), hostname);
        let answer = "";
        socket.on("error", (error) => {
          answer += `<${error.message}>`;
        });
        socket.on("close", () => resolve(answer));
        socket.write(
          `POST ${pathname} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tenant.key}\r\nContent-Length: ${bytes}\r\n\r\n`,
        );
        // The refusal is on its way long before the first byte of the body.
        setTimeout(() => {
          socket.write(Buffer.alloc(sent), () => {
            socket.on("data", (chunk) => {
              answer += chunk.toString("latin1");
              if (sent === bytes && answer.includes("payload_too_large")) socket.end();
            });
          });
        }, 150);
      });
    const whole = await send(limit * 3, limit * 3);
    expect(whole).toMatch(/^HTTP\/1\.1 413 .*"code":"payload_too_large"/s);
    expect(whole).not.toContain("<read");
    expect(whole).not.toContain("<write");
    const startedMs = performance.now();
    expect(await send(limit * 100, limit)).toMatch(/^HTTP\/1\.1 413 /);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
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
