import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { NodeSink } from "@/lib/gateway/server/node-sink";
import { tellAgain } from "@/lib/gateway/server/tell-again";
import { spliceBytes } from "@/lib/gateway/splice-bytes";
import { eventually, sendRaw } from "@/tests/gateway/call";
import { holdTime } from "@/tests/gateway/hold-time";
import { listen, openWorld } from "@/tests/gateway/world";

const world = await openWorld();
const { engine, url } = world.doors.gateway;

type Answer = { status: number; head: string; body: string };

/** Cuts what a connection brought into answers; `methods` says which of them have no body. */
function answersIn(bytes: string, methods: readonly string[]): Answer[] {
  const answers: Answer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf("\r\n\r\n", at) + 4;
    const head = bytes.slice(at, end);
    const isBare = methods[answers.length] === "HEAD" || head.startsWith("HTTP/1.1 100");
    const length = isBare ? 0 : Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
    answers.push({ status: Number(head.slice(9, 12)), head, body: bytes.slice(end, end + length) });
    at = end + length;
  }
  return answers;
}

/** The answer to one request, over a connection that is left open meanwhile. */
async function askOne(request: string): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname, () => socket.write(request));
  let text = "";
  for await (const chunk of socket) {
    text += (chunk as Buffer).toString("latin1");
    const [answer] = text.includes("\r\n\r\n") ? answersIn(text, []) : [];
    if (answer && answer.body.length >= Number(/\r\ncontent-length: (\d+)/i.exec(answer.head)?.[1])) return answer;
  }
  throw new Error("The connection ended before its answer.");
}

const idIn = (text: string): string | undefined => /req_[0-9A-Z]{26}/.exec(text)?.[0];

const path = "/northlight/v1/reports/1";

const foldedTenants = holdTime(engine);

/** How often the bytes of an answer were sent as they were. */
let sent = 0;
const again = NodeSink.prototype.again;
NodeSink.prototype.again = function (bytes) {
  const result = again.call(this, bytes);
  if (result !== "refused") sent++;
  return result;
};

/** A tenant whose refusals are told again from now on; its requests. */
async function spentTenant(): Promise<(line: string, more?: string) => string> {
  const { auth, id } = await world.newTenant();
  const credential = Object.entries(auth).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = (line: string, more = "") =>
    `${line} HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n${credential.join("")}${more}\r\n`;
  for (let n = 0; n < 200 && !foldedTenants.has(id); n++) {
    await fetch(url + path, { headers: { ...auth, accept: "*/*" } }).then((answer) => answer.text());
  }
  sent = 0;
  return request;
}

describe("a refusal sent again as bytes", () => {
  it("keeps the order of calls in a row on one connection, whatever is between them", async () => {
    const request = await spentTenant();
    const one = request(`GET ${path}`);
    const row = [
      [one, "GET", 402],
      [`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`, "GET", 401],
      [one, "GET", 402],
      [request(`HEAD ${path}`), "HEAD", 402],
      [one, "GET", 402],
      [request("GET /nobody/here"), "GET", 404],
      [one, "GET", 402],
      [`${request(`GET ${path}`, "Content-Length: 5\r\n")}12345`, "GET", 402],
      [one, "GET", 402],
    ] as const;
    const last = request(`GET ${path}`, "Connection: close\r\n");
    const methods = [...row.map(([, method]) => method), "GET"];
    // The first row has its refusal made, the others begin with the bytes of it.
    for (let n = 0; n < 3; n++) {
      const all = await sendRaw(url, row.map(([bytes]) => bytes).join("") + last, { answers: Infinity });
      const answers = answersIn(all, methods);
      expect(answers.map(({ status }) => status)).toEqual([...row.map(([, , status]) => status), 402]);
      for (const [at, { head, body }] of answers.entries())
        if (methods[at] !== "HEAD") expect(body).toContain(idIn(head));
      expect(new Set(answers.map(({ head }) => idIn(head))).size).toBe(answers.length);
      expect(answers.at(-1)?.head).toMatch(/\r\nconnection: close\r\n/i);
    }
    expect(sent).toBeGreaterThanOrEqual(2);
  });

  it("says the same head as one that Node made", async () => {
    const request = await spentTenant();
    // The refusal is made for the first, and its bytes are sent to those behind it.
    const answers: Answer[] = [];
    for (let n = 0; n < 6; n++) answers.push(await askOne(request(`GET ${path}`)));
    const heads = answers.map(({ head }) =>
      head.replace(/req_[0-9A-Z]{26}/g, "REQUEST").replace(/;t=\d+|Date: .*/g, "TIME"),
    );
    expect(new Set(heads).size, heads.join("")).toBe(1);
    expect(heads[0]).toMatch(/\r\nConnection: keep-alive\r\nKeep-Alive: timeout=\d+, max=\d+\r\n/);
    expect(sent).toBe(5);
  });

  it("takes an expectation, an old version and a connection's last call as they are taken otherwise", async () => {
    const request = await spentTenant();
    const expecting = await sendRaw(url, request(`GET ${path}`, "Expect: 100-continue\r\n"));
    expect(answersIn(expecting, []).map(({ status }) => status)).toEqual([402]);
    const old = await sendRaw(url, request(`GET ${path}`).replace("HTTP/1.1", "HTTP/1.0"));
    expect(old).toMatch(/^HTTP\/1\.1 402 [\s\S]*\r\nConnection: close\r\n/);
    const all = answersIn(await sendRaw(url, request(`GET ${path}`).repeat(1_000), { answers: 1_000 }), []);
    expect(all).toHaveLength(1_000);
    expect(all.filter(({ head }) => /\r\nConnection: close\r\n/.test(head))).toEqual([all.at(-1)]);
  });

  it("does not change what still waits for a caller who reads late", async () => {
    const [first, second] = ["1".repeat(30), "2".repeat(30)];
    const head = `HTTP/1.1 402 Payment Required\r\nContent-Length: ${largeBytes}\r\n\r\n`;
    const answer = spliceBytes(`${head}${"x".repeat(largeBytes - 30)}${first}`, first, "none");
    const told: boolean[] = [];
    const server = createServer((req, res) => {
      told.push(tellAgain(new NodeSink(req, res), answer, told.length === 0 ? first : second, "none"));
    });
    const port = await listen(server);
    const ask = () => {
      const socket = connect(port, "127.0.0.1", () => socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).pause();
      return socket;
    };
    const callers = [ask()];
    await eventually(
      () => told.length,
      (count) => count === 1,
    );
    callers.push(ask());
    await eventually(
      () => told.length,
      (count) => count === 2,
    );
    const texts = await Promise.all(callers.map(readWhole));
    expect(texts.map((text) => text.slice(-30))).toEqual([first, second]);
    expect(told).toEqual([true, true]);
    for (const caller of callers) caller.destroy();
  });
});

const largeBytes = 16 * 1024 * 1024;

/** The first answer that a paused caller has not read yet. */
async function readWhole(socket: Socket): Promise<string> {
  let text = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += (chunk as Buffer).toString("latin1");
    if (text.length > largeBytes && text.length - text.indexOf("\r\n\r\n") - 4 >= largeBytes) break;
  }
  return text;
}

it("sends nothing out of turn on a connection that was told to end, and outlives a call that still comes over it", async () => {
  const results: string[] = [];
  const held: NodeSink[] = [];
  const server = createServer((req, res) => {
    const sink = new NodeSink(req, res);
    if (req.url === "/held") held.push(sink);
    else if (req.url === "/last") {
      res.shouldKeepAlive = false;
      setTimeout(() => {
        sink.head(200, ["Content-Length", "4"]);
        sink.end("last");
      }, 100);
    } else results.push(sink.again(Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")));
  });
  // A call over a connection between its end and its destruction takes luck; here that moment lasts.
  server.on("connection", (socket) => {
    socket.destroySoon = () => void socket.end();
  });
  const port = await listen(server);
  const asked = (name: string) => `GET /${name} HTTP/1.1\r\nHost: x\r\n\r\n`;
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }, () =>
    socket.write(asked("last") + asked("held")),
  );
  let text = "";
  socket.on("data", (piece) => {
    text += piece.toString("latin1");
  });
  socket.once("end", () => socket.write(asked("behind")));
  await eventually(
    () => results,
    ({ length }) => length === 1,
  );
  // What Node does when an answer has finished, it does a moment later.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(results).toEqual(["refused"]);
  expect(held).toHaveLength(1);
  expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
  socket.destroy();
});
