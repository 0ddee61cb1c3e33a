import { describe, expect, it, onTestFinished } from "vitest";
import { ask, exchange, openUpstream, patience } from "@/tests/gateway/upstream/ask-upstream";

async function upstream(...given: Parameters<typeof openUpstream>) {
  const opened = await openUpstream(...given);
  onTestFinished(() => opened.close());
  return opened;
}
const answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

describe("a connection to an upstream", () => {
  it("carries one call after the other", async () => {
    const { pool, sockets } = await upstream((socket) => socket.write(answer));
    for (let n = 0; n < 5; n++) expect(await ask(pool)).toMatchObject({ status: 200, body: "ok", error: null });
    expect(sockets).toHaveLength(1);
  });

  it.each([
    ["bytes behind it", `${answer}HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged`, "GET"],
    ["Connection: close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", "GET"],
    ["HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", "GET"],
    ["a second for the next call", "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok", "GET"],
    ["a body that a 204 must not have", "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n", "GET"],
    ["what belongs to a GET", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", "HEAD"],
  ])("carries no other call behind an answer with %s", async (_, text, method) => {
    const { pool, sockets } = await upstream((socket) => socket.write(text));
    for (let n = 1; n <= 3; n++) {
      const { error, body } = await ask(pool, { method });
      expect(error).toBeNull();
      expect(body).not.toContain("forged");
      expect(sockets).toHaveLength(n);
    }
    await expect.poll(() => sockets.every(({ destroyed }) => destroyed), patience).toBe(true);
  });

  it("gives an answer that came unasked to nobody", async () => {
    const { pool, sockets } = await upstream((socket, _, nth) => {
      socket.write(answer);
      if (nth === 1) setTimeout(() => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"), 20);
    });
    expect(await ask(pool)).toMatchObject({ body: "ok" });
    await expect.poll(() => sockets[0]?.destroyed, patience).toBe(true);
    expect(await ask(pool)).toMatchObject({ body: "ok" });
    expect(sockets).toHaveLength(2);
  });

  it("ends with a call that was aborted, so that its answer meets no other", async () => {
    const { pool, sockets, texts } = await upstream((socket, _, nth) => void (nth > 1 && socket.write(answer)));
    const left = exchange();
    pool.dispatch(left);
    await expect.poll(() => texts[0], patience).toContain("GET / ");
    left.connection?.abort(left, new Error("gone"));
    sockets[0]?.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate");
    expect((await left.ended).error?.message).toBe("gone");
    expect(await ask(pool)).toMatchObject({ body: "ok" });
    expect(sockets).toHaveLength(2);
  });

  it("is not kept for longer than four seconds", async () => {
    const { pool, sockets } = await upstream((socket) => socket.write(answer));
    const before = performance.now();
    await ask(pool);
    pool.checkDeadlines(before + 3_999);
    await ask(pool);
    expect(sockets).toHaveLength(1);
    pool.checkDeadlines(performance.now() + 4_000);
    await ask(pool);
    expect(sockets).toHaveLength(2);
  });

  it("says whether the answer had begun when it broke off", async () => {
    const texts = ["", "HTTP/1.1 2", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"];
    for (const text of texts) {
      const { pool } = await upstream((socket) => socket.end(text));
      const { error, hasBegun } = await ask(pool);
      expect(error).toMatchObject({ kind: "closed" });
      expect(hasBegun, text).toBe(text !== "");
    }
  });
});

describe("a pool of connections", () => {
  it("holds 256 at most, and lets further calls wait in their order", { timeout: 30_000 }, async () => {
    const { pool, sockets } = await upstream(() => undefined);
    const running = Array.from({ length: 256 }, (_, nth) => exchange({ caller: `caller-${nth % 2}` }));
    const waiting = Array.from({ length: 4 }, () => exchange());
    for (const one of [...running, ...waiting]) pool.dispatch(one);
    await expect.poll(() => running.filter(({ connection }) => connection).length, patience).toBe(256);
    await expect.poll(() => sockets.length, patience).toBe(256);
    expect(pool.leave(waiting[1] ?? exchange())).toBe(true);
    expect(pool.leave(running[0] ?? exchange())).toBe(false);
    for (const at of [0, 1]) sockets[at]?.write(answer);
    await expect
      .poll(() => waiting.map(({ connection }) => connection !== null), patience)
      .toEqual([true, false, true, false]);
    expect(sockets).toHaveLength(256);
  });

  it("sends a call again over no connection that was idle, too", async () => {
    const { pool, sockets } = await upstream((socket) => socket.write(answer));
    await Promise.all([ask(pool), ask(pool), ask(pool)]);
    expect(sockets).toHaveLength(3);
    const again = exchange();
    pool.repeat(again);
    expect(await again.ended).toMatchObject({ body: "ok" });
    expect(sockets).toHaveLength(4);
  });

  it("ends every call when it is closed, and takes no other", async () => {
    const { pool } = await upstream(() => undefined);
    const running = exchange();
    pool.dispatch(running);
    await expect.poll(() => running.connection !== null, patience).toBe(true);
    pool.close();
    expect((await running.ended).error).toMatchObject({ kind: "away" });
    expect((await ask(pool)).error).toMatchObject({ kind: "away" });
  });
});
