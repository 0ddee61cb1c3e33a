import { PassThrough, Readable } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { ask, exchange, openUpstream, patience, pause } from "@/tests/gateway/upstream/ask-upstream";

async function upstream(...given: Parameters<typeof openUpstream>) {
  const opened = await openUpstream(...given);
  onTestFinished(() => opened.close());
  return opened;
}
const answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const bodyOf = (text = "") => text.slice(text.indexOf("\r\n\r\n") + 4);

describe("a body on its way upstream", () => {
  it("leaves with its head in one piece when it is small", async () => {
    const pieces: string[] = [];
    const { pool } = await upstream((socket, text) => {
      pieces.push(text);
      socket.write(answer);
    });
    await ask(pool, { method: "POST", body: Readable.from([Buffer.from("hello")]), length: 5 });
    expect(pieces.map(bodyOf)).toEqual(["hello"]);
  });

  it("is sent in chunks when its length is not known", async () => {
    const { pool, texts } = await upstream((socket, text) => void (text.endsWith("0\r\n\r\n") && socket.write(answer)));
    const body = Readable.from([Buffer.from("hello "), Buffer.alloc(20, "a")]);
    expect(await ask(pool, { method: "POST", body })).toMatchObject({ body: "ok" });
    expect(bodyOf(texts[0])).toBe(`6\r\nhello \r\n14\r\n${"a".repeat(20)}\r\n0\r\n\r\n`);
  });

  it("is sent without waiting for the rest of it, and so is its head", async () => {
    const { pool, texts } = await upstream(() => undefined);
    const body = new PassThrough();
    pool.dispatch(exchange({ method: "POST", body }));
    await expect.poll(() => texts[0], patience).toContain("transfer-encoding: chunked\r\n\r\n");
    body.write("first");
    await expect.poll(() => texts[0], patience).toContain("first");
  });

  it.each([
    ["is longer than was announced", "hello!", 5, 100, "longer"],
    ["is shorter than was announced", "hell", 5, 100, "early"],
    ["is longer than the route takes", "hello!", null, 5, ""],
  ])("that %s ends the call and the connection", async (_, text, length, maxBytes, message) => {
    const { pool, sockets, texts } = await upstream(() => undefined);
    const { error } = await ask(pool, { method: "POST", body: Readable.from([Buffer.from(text)]), length, maxBytes });
    expect(error?.message).toContain(message);
    await expect.poll(() => sockets.every(({ destroyed }) => destroyed), patience).toBe(true);
    expect(texts.join("")).not.toContain("hello!");
  });

  it("whose sender leaves ends the call and the connection", async () => {
    const { pool, sockets } = await upstream(() => undefined);
    const body = new PassThrough();
    const call = exchange({ method: "POST", body, length: 10 });
    pool.dispatch(call);
    body.write("half");
    await expect.poll(() => sockets.length, patience).toBe(1);
    body.destroy();
    expect((await call.ended).error?.constructor.name).toBe("CallerGone");
    await expect.poll(() => sockets[0]?.destroyed, patience).toBe(true);
  });

  it("that the upstream does not wait for is read no further, and its connection carries no other call", async () => {
    const { pool, sockets } = await upstream((socket, _, nth) => void (nth < 3 && socket.write(answer)));
    const body = new PassThrough();
    body.write("GET /forged HTTP/1.1\r\n");
    expect(await ask(pool, { method: "POST", body, length: 1_000 })).toMatchObject({ body: "ok" });
    await ask(pool);
    expect(sockets).toHaveLength(2);
    await expect.poll(() => sockets[0]?.destroyed, patience).toBe(true);
    expect(body.isPaused()).toBe(true);
  });

  it("holds its sender up while the upstream does not read, who is not taken for late by that", async () => {
    const { pool, sockets } = await upstream((socket) => socket.pause());
    let [sent, sentAt] = [0, 0];
    const body = new Readable({
      read() {
        sentAt = performance.now();
        sent += 65_536;
        this.push(Buffer.alloc(65_536));
      },
    });
    const call = exchange({ method: "POST", body, maxBytes: 1e9, responseTimeoutMs: 1_000 });
    pool.dispatch(call);
    await expect.poll(() => sockets.length, patience).toBe(1);
    await pause(400);
    expect(sent).toBeLessThan(24 * 1_048_576);
    pool.checkDeadlines(sentAt + 999);
    expect(call.heard.error).toBeNull();
    pool.checkDeadlines(performance.now() + 1_500);
    expect((await call.ended).error).toMatchObject({ kind: "late" });
  });

  it("may come slowly: an upstream that waits for it is not late", async () => {
    const { pool } = await upstream((socket, text) => void (text.includes("end") && socket.write(answer)));
    const body = new PassThrough();
    const call = exchange({ method: "POST", body, responseTimeoutMs: 1_000 });
    pool.dispatch(call);
    await expect.poll(() => call.connection !== null, patience).toBe(true);
    for (let waitedMs = 1_100; waitedMs < 10_000; waitedMs += 1_100) pool.checkDeadlines(performance.now() + waitedMs);
    expect(call.heard.error).toBeNull();
    body.end("end");
    expect(await call.ended).toMatchObject({ body: "ok" });
  });
});
