import { describe, expect, it } from "vitest";
import { parseAnswerHead } from "@/lib/gateway/upstream/parse-answer-head";

const parsed = (lines: string[], isHead = false) => parseAnswerHead(lines.join("\r\n"), isHead);
const ok = "HTTP/1.1 200 OK";

describe("parseAnswerHead", () => {
  it("gives status and headers as they were received", () => {
    expect(parsed([ok, "Content-Type: text/plain", "X-A:1", "x-a: \t2 \t", "X-Empty:", "Content-Length: 5"])).toEqual({
      status: 200,
      rawHeaders: ["Content-Type", "text/plain", "X-A", "1", "x-a", "2", "X-Empty", "", "Content-Length", "5"],
      connection: [],
      framing: "length",
      length: 5,
      keepsAlive: true,
      keepAliveMs: null,
    });
  });

  it.each([
    ["HTTP/1.1 200", 200],
    ["HTTP/1.1 200 ", 200],
    ["HTTP/1.1 404 Nicht gefunden \xe4\xf6", 404],
    ["HTTP/1.0 200 OK", 200],
    ["HTTP/1.1 999 Odd", 999],
  ])("takes %j", (line, status) => expect(parsed([line])?.status).toBe(status));

  it.each([
    ["a length", [ok, "Content-Length: 7"], "length", 7],
    ["a length of nothing", [ok, "Content-Length: 0"], "none", 0],
    ["chunks", [ok, "Transfer-Encoding: Chunked"], "chunked", 0],
    ["neither", [ok], "close", 0],
    ["204", ["HTTP/1.1 204 No Content", "Content-Length: 0"], "none", 0],
    ["304, which tells the length that it would have", ["HTTP/1.1 304 Not Modified", "Content-Length: 7"], "none", 0],
    ["1xx", ["HTTP/1.1 103 Early Hints"], "none", 0],
  ] as const)("knows where a body ends: %s", (_, lines, framing, length) => {
    expect(parsed([...lines])).toMatchObject({ framing, length });
  });

  it("expects no body behind the answer to a HEAD", () => {
    expect(parsed([ok, "Content-Length: 7"], true)).toMatchObject({ framing: "none" });
    expect(parsed([ok, "Transfer-Encoding: chunked"], true)).toMatchObject({ framing: "none" });
  });

  it.each([
    ["as HTTP/1.1 does", [ok, "Content-Length: 1"], true],
    ["until it is closed", [ok, "Content-Length: 1", "Connection: close"], false],
    ["until it is closed, among other words", [ok, "Content-Length: 1", "Connection: X-A , Close"], false],
    ["until it is closed, in a second line", [ok, "Content-Length: 1", "Connection: x", "Connection: close"], false],
    ["not for a word that only begins so", [ok, "Content-Length: 1", "Connection: closed"], true],
    ["as HTTP/1.0 does not", ["HTTP/1.0 200 OK", "Content-Length: 1"], false],
    ["as HTTP/1.0 does when asked", ["HTTP/1.0 200 OK", "Content-Length: 1", "Connection: Keep-Alive"], true],
    ["never behind a body that ends with it", [ok, "Connection: keep-alive"], false],
    ["not behind a 204 that announces a body", ["HTTP/1.1 204 No Content", "Content-Length: 5"], false],
    ["not behind a 204 in chunks", ["HTTP/1.1 204 No Content", "Transfer-Encoding: chunked"], false],
  ] as const)("keeps a connection %s", (_, lines, keepsAlive) => {
    expect(parsed([...lines])?.keepsAlive).toBe(keepsAlive);
  });

  it("names the headers that belong to the connection", () => {
    expect(parsed([ok, "Connection: X-Hop, Keep-Alive", "connection: y"])?.connection).toEqual([
      "x-hop",
      "keep-alive",
      "y",
    ]);
  });

  it.each([
    ["timeout=5", 5_000],
    ["timeout=5, max=100", 5_000],
    ["max=100, Timeout=2", 2_000],
    ["max=100", null],
    ["timeout=x", null],
    ["xtimeout=5", null],
  ])("reads how long the upstream keeps it: %s", (value, keepAliveMs) => {
    expect(parsed([ok, "Content-Length: 0", `Keep-Alive: ${value}`])?.keepAliveMs).toBe(keepAliveMs);
  });

  it.each([
    ["length and coding", [ok, "Content-Length: 5", "Transfer-Encoding: chunked"]],
    ["two lengths", [ok, "Content-Length: 5", "Content-Length: 6"]],
    ["the same length twice", [ok, "Content-Length: 5", "content-length: 5"]],
    ["a list of lengths", [ok, "Content-Length: 5, 5"]],
    ["a signed length", [ok, "Content-Length: +5"]],
    ["a negative length", [ok, "Content-Length: -5"]],
    ["a hexadecimal length", [ok, "Content-Length: 0x5"]],
    ["an empty length", [ok, "Content-Length:"]],
    ["a length beyond counting", [ok, "Content-Length: 99999999999999999"]],
    ["a length with a blank in it", [ok, "Content-Length: 1 0"]],
    ["a tab behind the length", [ok, "Content-Length: 5\t"]],
    ["a tab and a blank behind the length", [ok, "Content-Length: 5\t "]],
    ["a tab behind the coding", [ok, "Transfer-Encoding: chunked\t"]],
    ["another coding", [ok, "Transfer-Encoding: gzip"]],
    ["a coding inside chunked", [ok, "Transfer-Encoding: gzip, chunked"]],
    ["a coding behind chunked", [ok, "Transfer-Encoding: chunked, identity"]],
    ["two codings", [ok, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"]],
    ["a coding in disguise", [ok, "Transfer-Encoding: \x0bchunked"]],
    ["an interim status in HTTP/1.0", ["HTTP/1.0 100 Continue"]],
    ["chunks in HTTP/1.0", ["HTTP/1.0 200 OK", "Transfer-Encoding: chunked"]],
    ["a folded line", [ok, "X-A: 1", " 2"]],
    ["a line folded with a tab", [ok, "X-A: 1", "\t2"]],
    ["a blank before the colon", [ok, "Content-Length : 5"]],
    ["a line without a colon", [ok, "Content-Length"]],
    ["a name of nothing", [ok, ": 5"]],
    ["a name that is none", [ok, "X(A): 5"]],
    ["an empty line within", [ok, "", "X-A: 1"]],
    ["a bare line feed", [ok, "X-A: 1\nX-B: 2"]],
    ["a bare line feed behind the status", ["HTTP/1.1 200 OK\nX-A: 1"]],
    ["a bare carriage return", [ok, "X-A: 1\rX-B: 2"]],
    ["a carriage return at the end", [ok, "X-A: 1\r"]],
    ["NUL", [ok, "X-A: 1\0"]],
    ["another control character", [ok, "X-A: \x01"]],
    ["DEL", [ok, "X-A: \x7f"]],
    ["a status of two digits", ["HTTP/1.1 20 OK"]],
    ["a status of four digits", ["HTTP/1.1 2000 OK"]],
    ["a status below 100", ["HTTP/1.1 099 OK"]],
    ["a status that is none", ["HTTP/1.1 abc OK"]],
    ["another version", ["HTTP/2 200 OK"]],
    ["an older version", ["HTTP/0.9 200 OK"]],
    ["lower case", ["http/1.1 200 OK"]],
    ["a blank too much", ["HTTP/1.1  200 OK"]],
    ["a blank before it", [" HTTP/1.1 200 OK"]],
    ["a line before it", ["", ok]],
    ["nothing", [""]],
  ])("takes no head with %s", (_, lines) => expect(parsed(lines)).toBeNull());
});
