import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { NodeSink } from "@/lib/gateway/server/node-sink";
import { eventually, sendRaw } from "@/tests/gateway/call";
import { listen } from "@/tests/gateway/world";

it("cuts off a caller who never reads the end of an answer, and nobody who does", async () => {
  const ended: Promise<unknown>[] = [];
  // Who reads is given longer than a busy machine stands still.
  const patienceMs = { "/unread": 1_500, "/short": 1_500, "/large": 30_000 };
  const port = await listen(
    createServer((req, res) => {
      const sink = new NodeSink(req, res, patienceMs[req.url as keyof typeof patienceMs]);
      sink.follow({ drained: () => undefined, abandoned: () => undefined });
      sink.head(200, []);
      sink.end(req.url === "/short" ? Buffer.from("short") : Buffer.alloc(16 * 1024 * 1024));
      ended.push(once(res, "close"));
    }),
  );
  const ask = (path: string) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`));
    socket.on("error", () => undefined);
    return socket;
  };
  const [deaf, quick] = [ask("/unread").pause(), ask("/short").resume()];
  await eventually(
    () => ended.length,
    (count) => count === 2,
  );
  await Promise.all(ended);
  expect(quick.readyState).toBe("open");
  expect((await fetch(`http://127.0.0.1:${port}/large`).then((answer) => answer.arrayBuffer())).byteLength).toBe(
    16 * 1024 * 1024,
  );
  for (const socket of [deaf, quick]) socket.destroy();
});

it("does not count the time in which an answer waits for those before it", async () => {
  const port = await listen(
    createServer((req, res) => {
      const sink = new NodeSink(req, res, 200);
      sink.follow({ drained: () => undefined, abandoned: () => undefined });
      setTimeout(
        () => {
          sink.head(200, ["Content-Length", "4"]);
          sink.end("text");
        },
        req.url === "/slow" ? 700 : 0,
      );
    }),
  );
  const asked = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
  const answer = await sendRaw(`http://127.0.0.1:${port}`, asked("/slow") + asked("/quick") + asked("/quick"), {
    answers: 3,
    quietMs: 1_200,
  });
  expect(answer.match(/text/g)).toHaveLength(3);
});
