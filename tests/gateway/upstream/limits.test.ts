import type { Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { upstreamOrigin } from "@/lib/gateway/server/upstream/connect-upstream";
import { UpstreamPool } from "@/lib/gateway/server/upstream/upstream-pool";
import { guardUpstream, UpstreamBlocked } from "@/lib/server/guard-upstream";
import { ask, exchange, openGuard, openUpstream, patience, pause } from "@/tests/gateway/upstream/ask-upstream";

async function upstream(...given: Parameters<typeof openUpstream>) {
  const opened = await openUpstream(...given);
  onTestFinished(() => opened.close());
  return opened;
}
/** So long after everything that has happened. */
const inMs = (ms: number) => performance.now() + ms;

describe("limits of a call upstream", () => {
  it("gives up an upstream that does not answer in time, not before", async () => {
    const { pool } = await upstream(() => undefined);
    const call = exchange({ responseTimeoutMs: 1_000 });
    const before = inMs(0);
    pool.dispatch(call);
    await expect.poll(() => call.connection !== null, patience).toBe(true);
    pool.checkDeadlines(before + 999);
    expect(call.heard.error).toBeNull();
    pool.checkDeadlines(inMs(1_100));
    expect(await call.ended).toMatchObject({ error: { kind: "late" }, hasBegun: false });
  });

  it("gives up an upstream that falls silent within its answer", async () => {
    const { pool } = await upstream((socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"));
    const call = exchange({ responseTimeoutMs: 60_000, idleTimeoutMs: 1_000 });
    const before = inMs(0);
    pool.dispatch(call);
    await expect.poll(() => call.heard.body, patience).toBe("half");
    pool.checkDeadlines(before + 999);
    expect(call.heard.error).toBeNull();
    pool.checkDeadlines(inMs(1_100));
    expect(await call.ended).toMatchObject({ error: { kind: "late" }, hasBegun: true });
  });

  it("gives up a connection that does not come about", async () => {
    const origin = upstreamOrigin(new URL("http://upstream.test"), openGuard);
    const pool = new UpstreamPool({ ...origin, lookup: () => undefined }, 1_000);
    const call = exchange();
    const before = inMs(0);
    pool.dispatch(call);
    pool.checkDeadlines(before + 999);
    expect(call.heard.error).toBeNull();
    pool.checkDeadlines(inMs(1_100));
    expect((await call.ended).error).toMatchObject({ kind: "late" });
    expect(call.connection).toBeNull();
  });

  it("leaves connections to others while one caller reads none of his answers", { timeout: 60_000 }, async () => {
    const { pool } = await upstream((socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"));
    const mine = Array.from({ length: 300 }, () => exchange({ caller: "mine", responseTimeoutMs: 60_000 }));
    for (const call of mine) pool.dispatch(call);
    const running = () => mine.filter(({ connection }) => connection !== null).length;
    await expect.poll(running, patience).toBe(192);
    const yours = exchange({ caller: "yours" });
    pool.dispatch(yours);
    await expect.poll(() => yours.heard.status, patience).toBe(200);
    expect(running()).toBe(192);
    // One that ends makes room for the one that waited longest.
    mine[0]?.connection?.destroy("It was enough.");
    await expect.poll(() => mine[192]?.connection != null, patience).toBe(true);
    expect(running()).toBe(193);
  });

  it("gives up a call that waits for a connection longer than it would for an answer", async () => {
    const { pool } = await upstream(() => undefined);
    const first = Array.from({ length: 192 }, () => exchange({ responseTimeoutMs: 60_000 }));
    const waiting = exchange({ responseTimeoutMs: 1_000 });
    const before = inMs(0);
    for (const call of [...first, waiting]) pool.dispatch(call);
    pool.checkDeadlines(before + 999);
    expect(waiting.heard.error).toBeNull();
    pool.checkDeadlines(inMs(1_100));
    expect(await waiting.ended).toMatchObject({ error: { kind: "late" }, hasBegun: false });
    expect(waiting.connection).toBeNull();
  });

  it("connects to no address that the guard denies, and to none that it did not see", async () => {
    const guard = guardUpstream({
      ...{ UPSTREAM_ALLOWED_RANGES: "", PORT: 3000, GATEWAY_PORT: 8402, PGHOST: "x", PGPORT: 5432 },
      DATABASE_URL: undefined,
    });
    for (const url of ["http://127.0.0.1:1", "http://[::1]:1", "http://localhost:1", "https://127.0.0.1:1"]) {
      const pool = new UpstreamPool(upstreamOrigin(new URL(url), guard), 1_000);
      expect((await ask(pool)).error, url).toBeInstanceOf(UpstreamBlocked);
    }
    const seen: string[] = [];
    const { pool, sockets } = await upstream((socket) => socket.end("HTTP/1.1 204 No Content\r\n\r\n"));
    await ask(pool);
    const origin = upstreamOrigin(new URL(`http://localhost:${sockets[0]?.localPort}`), {
      problemOf(address) {
        seen.push(address);
        return null;
      },
    });
    expect(await ask(new UpstreamPool(origin, 1_000))).toMatchObject({ status: 204 });
    expect(seen).toContain("127.0.0.1");
  });

  it("reads no further while the caller does not", { timeout: 60_000 }, async () => {
    const whole = 32 * 1_048_576;
    const flood = (socket: Socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${whole}\r\n\r\n`);
      const chunk = Buffer.alloc(65_536, "a");
      let left = whole;
      const push = () => {
        while (left > 0 && !socket.destroyed) {
          left -= chunk.length;
          if (!socket.write(chunk)) return void socket.once("drain", push);
        }
      };
      push();
    };
    const { pool } = await upstream(flood);
    let isHeld = true;
    const call = exchange({
      idleTimeoutMs: 1_000,
      onPiece: (_, asked) => isHeld && asked.connection?.pause(asked),
    });
    pool.dispatch(call);
    await expect.poll(() => call.heard.body.length > 0, patience).toBe(true);
    await pause(300);
    expect(call.heard.body.length).toBeLessThan(1_048_576);
    // Whoever waits for the caller is not idle.
    pool.checkDeadlines(inMs(10_000));
    expect(call.heard.error).toBeNull();
    isHeld = false;
    call.connection?.resume(call);
    expect((await call.ended).body.length).toBe(whole);
  });
});
