import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { mintKey } from "@/lib/keys/key-format";
import { eventually, refusal, sendRaw } from "@/tests/gateway/call";
import { openWorld, ownUpstream } from "@/tests/gateway/world";

// These need control of the socket, which only the gateway's own port has.
const world = await openWorld();
const tenant = await world.newTenant();
const url = world.doors.gateway.url;
const auth = `Authorization: Bearer ${tenant.key}\r\n`;
const statusLines = (answer: string) => answer.match(/HTTP\/1\.1 \d{3}/g) ?? [];

/** Sends bytes as they are, and leaves once the upstream was `asked`. */
async function sendAndLeave(bytes: string, asked: () => boolean): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname, () => socket.write(bytes, "latin1"));
  await eventually(asked, (is) => is);
  socket.destroy();
}

async function upstreamCalls(run: () => Promise<unknown>): Promise<number> {
  const before = world.upstream.total();
  await run();
  expect((await fetch(`${url}/northlight/v1/ping`, { headers: tenant.auth })).status).toBe(200);
  return world.upstream.total() - before - 1;
}

describe("framing", () => {
  const hidden = `GET /northlight/v1/search HTTP/1.1\r\nHost: x\r\n${auth}\r\n`;
  it.each([
    [
      "Content-Length with Transfer-Encoding",
      `POST /northlight/v1/echo HTTP/1.1\r\nHost: x\r\n${auth}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    ],
    [
      "two lengths in one line",
      `POST /northlight/v1/echo HTTP/1.1\r\nHost: x\r\n${auth}Content-Length: 5, 5\r\n\r\nhello${hidden}`,
    ],
    [
      "two lengths in two lines",
      `POST /northlight/v1/echo HTTP/1.1\r\nHost: x\r\n${auth}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!${hidden}`,
    ],
    [
      "a length that is not a number",
      `POST /northlight/v1/echo HTTP/1.1\r\nHost: x\r\n${auth}Content-Length: +5\r\n\r\nhello`,
    ],
    [
      "a coding before chunked",
      `POST /northlight/v1/echo HTTP/1.1\r\nHost: x\r\n${auth}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`,
    ],
    [
      "a coding inside chunked",
      `POST /northlight/v1/echo HTTP/1.1\r\nHost: x\r\n${auth}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    ],
    ["an unknown expectation", `GET /northlight/v1/search HTTP/1.1\r\nHost: x\r\n${auth}Expect: more\r\n\r\n`],
    ["a folded header", `GET /northlight/v1/search HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n 2\r\n${auth}\r\n`],
    ["a bare line feed", `GET /northlight/v1/search HTTP/1.1\nHost: x\n${auth}\n`],
    ["a space before the colon", `GET /northlight/v1/search HTTP/1.1\r\nHost : x\r\n${auth}\r\n`],
    ["no Host", `GET /northlight/v1/search HTTP/1.1\r\n${auth}\r\n`],
    ["two Hosts", `GET /northlight/v1/search HTTP/1.1\r\nHost: x\r\nHost: y\r\n${auth}\r\n`],
    ["an absolute target", `GET http://other/northlight/v1/search HTTP/1.1\r\nHost: x\r\n${auth}\r\n`],
    ["no HTTP at all", "hello there\r\n\r\n"],
  ])("%s: one 400, and the upstream sees nothing", async (_, bytes) => {
    let answer = "";
    const calls = await upstreamCalls(async () => {
      answer = await sendRaw(url, bytes);
    });
    expect(statusLines(answer)).toEqual(["HTTP/1.1 400"]);
    expect(answer).toContain('"code":"invalid_request"');
    expect(calls).toBe(0);
  });

  it("two different credentials: 400", async () => {
    const answer = await sendRaw(
      url,
      `GET /northlight/v1/search HTTP/1.1\r\nHost: x\r\n${auth}Authorization: Bearer ${mintKey("live")}\r\n\r\n`,
    );
    expect(statusLines(answer)).toEqual(["HTTP/1.1 400"]);
  });

  it("CONNECT and TRACE are refused", async () => {
    expect(statusLines(await sendRaw(url, "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n"))).toEqual([
      "HTTP/1.1 405",
    ]);
    expect(statusLines(await sendRaw(url, `TRACE /northlight/v1/search HTTP/1.1\r\nHost: x\r\n${auth}\r\n`))).toEqual([
      "HTTP/1.1 405",
    ]);
  });

  it("headers over 16 KiB: 431", async () => {
    const answer = await sendRaw(
      url,
      `GET /northlight/v1/search HTTP/1.1\r\nHost: x\r\n${auth}X-Big: ${"a".repeat(20_000)}\r\n\r\n`,
    );
    expect(statusLines(answer)).toEqual(["HTTP/1.1 431"]);
  });

  it("Connection cannot name our headers away", async () => {
    const answer = await sendRaw(
      url,
      `POST /northlight/v1/echo HTTP/1.1\r\nHost: x\r\n${auth}Connection: Faregate-Tenant, X-Secret, close\r\nX-Secret: 1\r\nContent-Length: 0\r\n\r\n`,
    );
    const echoed = Buffer.from(/x-echo-headers: (\S+)/i.exec(answer)?.[1] ?? "", "base64url").toString();
    expect(echoed.toLowerCase()).toContain(`"faregate-tenant","${tenant.id.toLowerCase()}"`);
    expect(echoed).not.toContain("X-Secret");
  });

  it("an upload that trickles is ended with 408, and costs nothing", { timeout: 60_000 }, async () => {
    const upstream = await ownUpstream((req) => void req.on("error", () => undefined).resume());
    await world.addRoute({ apiId: await world.addApi("trickles", upstream), path: "/v1/x", method: "POST" });
    await world.waitForFeed();
    const slow = await world.newTenant();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    socket.write(
      `POST /trickles/v1/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${slow.key}\r\nContent-Length: 100000\r\n\r\n`,
    );
    const trickle = setInterval(() => socket.write("x"), 250);
    await eventually(
      () => text,
      (all) => all.includes("request_timeout"),
    ).finally(() => clearInterval(trickle));
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    socket.destroy();
    await eventually(
      () => world.sql`select outcome, cost from usage_event where tenant_id = ${slow.id}`,
      ([row]) => row?.outcome === "void" && row.cost === 0,
    );
  });

  it("an upload that ends before its last chunk cancels the upstream call and costs nothing", async () => {
    let [asked, cancelled] = [false, false];
    const upstream = await ownUpstream((req) => {
      asked = true;
      req
        .on("error", () => undefined)
        .on("close", () => {
          cancelled = !req.complete;
        });
      req.resume();
    });
    await world.addRoute({ apiId: await world.addApi("waits", upstream), path: "/v1/x", method: "POST" });
    await world.waitForFeed();
    const fresh = await world.newTenant();
    await sendAndLeave(
      `POST /waits/v1/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${fresh.key}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`,
      () => asked,
    );
    await eventually(
      () => world.sql`select outcome, cost from usage_event where tenant_id = ${fresh.id}`,
      ([row]) => row?.outcome === "void" && row.cost === 0,
    );
    await eventually(
      () => cancelled,
      (is) => is,
    );
  });

  it("keeps a connection alive over answers of every kind", async () => {
    const get = (path: string, key = tenant.key) =>
      `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\n\r\n`;
    const answer = await sendRaw(
      url,
      get("/northlight/v1/ping") +
        get("/nowhere") +
        get("/northlight/v1/ping", mintKey("live")) +
        get("/northlight/v1/ping"),
      { answers: 4 },
    );
    expect(statusLines(answer)).toEqual(["HTTP/1.1 200", "HTTP/1.1 404", "HTTP/1.1 401", "HTTP/1.1 200"]);
  });

  it("waits with 100 Continue until the call may pass", async () => {
    const head = (key: string) =>
      `POST /northlight/v1/echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`;
    expect(await sendRaw(url, head(mintKey("live")))).toMatch(/^HTTP\/1\.1 401/);
    expect(await sendRaw(url, `${head(tenant.key)}hello`)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200/);
  });

  it("answers 408 when the head of a request does not come to its end", { timeout: 60_000 }, async () => {
    const answer = await sendRaw(url, "GET /northlight/v1/search HTTP/1.1\r\nHost: x\r\n");
    expect(statusLines(answer)).toEqual(["HTTP/1.1 408"]);
    expect(answer).toContain('"code":"request_timeout"');
  });

  it("answers its own health", async () => {
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it("echoes a well-formed X-Request-Id and ignores any other", async () => {
    const well = await refusal(`${url}/nowhere`, { headers: { "x-request-id": "abc-1:2" } });
    expect(well.problem.clientRequestId).toBe("abc-1:2");
    const ill = await refusal(`${url}/nowhere`, { headers: { "x-request-id": 'a b"c' } });
    expect(ill.problem).not.toHaveProperty("clientRequestId");
  });

  it("a CONNECT that is reset at once ends nothing but its connection", async () => {
    const { hostname, port } = new URL(url);
    for (let n = 0; n < 5; n++) {
      const socket = connect(Number(port), hostname, () => {
        socket.write("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n");
        setTimeout(() => socket.resetAndDestroy(), 10 * n);
      });
      socket.on("error", () => undefined);
      await once(socket, "close");
    }
    expect((await fetch(`${url}/northlight/v1/ping`, { headers: tenant.auth })).status).toBe(200);
  });

  it.each([
    ["without Host", `GET /northlight/v1/search HTTP/1.1\r\n${auth}\r\n`, 400],
    ["that is no HTTP", "hello there\r\n\r\n", 400],
    ["CONNECT", "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n", 405],
    ["with headers over 16 KiB", `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${"a".repeat(20_000)}\r\n\r\n`, 431],
  ])("a request %s is answered behind the calls before it, and never in their place", async (_, broken, status) => {
    const slug = `waits-${status}-${broken.length}`;
    const upstream = await ownUpstream((_req, res) => void setTimeout(() => res.end("late"), 300));
    await world.addRoute({ apiId: await world.addApi(slug, upstream), path: "/v1/x" });
    await world.waitForFeed();
    const fresh = await world.newTenant();
    const call = `GET /${slug}/v1/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${fresh.key}\r\n\r\n`;
    const answer = await sendRaw(url, `${call}${call}${broken}`, { answers: 3 });
    expect(statusLines(answer)).toEqual(["HTTP/1.1 200", "HTTP/1.1 200", `HTTP/1.1 ${status}`]);
    expect(answer.match(/late/g)).toHaveLength(2);
    await eventually(
      () => world.sql`select outcome, cost from usage_event where tenant_id = ${fresh.id}`,
      (rows) => rows.length === 2 && rows.every(({ outcome, cost }) => outcome === "ok" && cost === 1),
    );
  });

  it("an upstream's 204 that announces a body passes without its length", async () => {
    const upstream = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end("HTTP/1.1 204 No Content\r\nX-A: 1\r\nContent-Length: 6\r\n\r\n<evil>"));
    });
    upstream.listen(0, "127.0.0.1");
    await once(upstream, "listening");
    const { port } = upstream.address() as AddressInfo;
    await world.addRoute({ apiId: await world.addApi("bare", `http://127.0.0.1:${port}`), path: "/v1/x" });
    await world.waitForFeed();
    const call = `GET /bare/v1/x HTTP/1.1\r\nHost: x\r\n${auth}\r\n`;
    const answer = await sendRaw(url, call + call, { answers: 2 });
    upstream.close();
    expect(statusLines(answer)).toEqual(["HTTP/1.1 204", "HTTP/1.1 204"]);
    expect(answer).toContain("X-A: 1");
    expect(answer).not.toMatch(/content-length|evil/i);
  });

  it("a caller who leaves in the middle of a request has left the calls before it, too", async () => {
    let [asked, cancelled] = [false, false];
    const upstream = await ownUpstream((req) => {
      asked = true;
      req.on("close", () => (cancelled = true));
    });
    // Long enough that it is not the upstream's lateness that ends the call.
    const apiId = await world.addApi("left", upstream, { responseTimeoutMs: 60_000 });
    await world.addRoute({ apiId, path: "/v1/x" });
    await world.waitForFeed();
    const call = `GET /left/v1/x HTTP/1.1\r\nHost: x\r\n${auth}\r\n`;
    await sendAndLeave(`${call}GET /left/v1/x HTTP/1.1\r\nHost:`, () => asked);
    await eventually(
      () => cancelled,
      (is) => is,
    );
  });

  it("bytes behind a call that asks to close are no second answer", async () => {
    const answer = await sendRaw(
      url,
      `GET /northlight/v1/search HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${auth}\r\nhello there\r\n\r\n`,
    );
    expect(statusLines(answer)).toEqual(["HTTP/1.1 200"]);
  });
});
