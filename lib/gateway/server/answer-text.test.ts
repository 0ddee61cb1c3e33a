import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { answerText, keepAliveMs, maxCallsPerConnection } from "@/lib/gateway/server/answer-text";

const dated = ["Date", "Sat, 21 Nov 2026 09:00:00 GMT"];

let answer: [status: number, headers: string[], body: string] = [200, [], ""];
const server = createServer({ keepAliveTimeout: keepAliveMs }, (_req, res) => {
  res.writeHead(answer[0], answer[1]);
  res.end(answer[2], "latin1");
});
server.maxRequestsPerSocket = maxCallsPerConnection;
server.listen(0, "127.0.0.1");
await once(server, "listening");
afterAll(() => server.close().closeAllConnections());

/** What Node sends on a connection's first call. */
async function nodeText(...given: typeof answer): Promise<string> {
  answer = given;
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const [bytes] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return bytes.toString("latin1");
}

describe("answerText", () => {
  it.each([
    [200, [...dated, "Content-Length", "5"], "hello"],
    [200, ["X-A", "1", "x-a", "\xe4", ...dated, "content-length", "2"], "\xff\x00"],
    [404, ["Content-Length", "0", ...dated], ""],
    [599, ["Content-Length", "0", ...dated], ""],
  ] as [number, string[], string][])("is what Node sends: %s %j %j", async (...given) => {
    expect(answerText(...given)).toBe(await nodeText(...given));
  });

  it.each([
    ["without a date", 200, ["Content-Length", "0"], ""],
    ["without a length", 200, dated, ""],
    ["with another length", 200, [...dated, "Content-Length", "4"], "hello"],
    ["without a body by its status", 204, [...dated, "Content-Length", "0"], ""],
    ["without a body by its status", 304, [...dated, "Content-Length", "0"], ""],
    ["with a line break in a value", 200, [...dated, "Content-Length", "0", "X-A", "1\r\nX-B: 2"], ""],
    ["with a character that takes two bytes", 200, [...dated, "Content-Length", "0", "X-A", "\u0100"], ""],
  ] as [string, number, string[], string][])("leaves an answer %s to Node", (_, ...given) => {
    expect(answerText(...given)).toBeNull();
  });
});
