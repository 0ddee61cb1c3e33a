import { describe, expect, it } from "vitest";
import { type HeardAnswer, readAnswer } from "@/lib/gateway/upstream/testing/read-answer";

const heard = (over: Partial<HeardAnswer>): HeardAnswer => ({
  end: "whole",
  status: 200,
  rawHeaders: [],
  body: "",
  usedBytes: 0,
  ...over,
});

describe("AnswerReader", () => {
  it.each([
    ["a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", { body: "hello" }],
    [
      "chunks",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
      { body: "hello" },
    ],
    ["the connection's end", "HTTP/1.1 200 OK\r\n\r\nhello", { body: "hello" }],
    ["the connection's end, at once", "HTTP/1.1 200 OK\r\n\r\n", {}],
    ["no body", "HTTP/1.1 204 No Content\r\n\r\n", { status: 204 }],
    [
      "early hints before it",
      "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
      { status: 204 },
    ],
    [
      "100 and 102 before it",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
      { status: 204 },
    ],
    ["bytes behind it", "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", { status: 204, end: "surplus" }],
    ["bytes behind its length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello", { body: "he", end: "surplus" }],
    [
      "bytes behind its chunks",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n\r\n",
      { end: "surplus" },
    ],
    ["an end too early", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", { body: "hello", end: "cut" }],
    [
      "an end within its chunks",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
      { body: "hello", end: "cut" },
    ],
    ["an end within its head", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n", { status: 0, end: "cut" }],
    ["interim answers alone", "HTTP/1.1 100 Continue\r\n\r\n", { status: 0, end: "cut" }],
    [
      "broken chunks",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello0\r\n\r\n",
      { body: "hello", end: "broken" },
    ],
    ["no HTTP", "hello\r\n\r\n", { status: 0, end: "broken" }],
    ["an unasked switch", "HTTP/1.1 101 Switching Protocols\r\n\r\n", { status: 101 }],
  ] as const)("reads an answer with %s, wherever its bytes are cut", (_, text, over) => {
    const bytes = Buffer.from(text, "latin1");
    const { end, status, body } = heard(over);
    for (let at = 1; at < bytes.length; at++) {
      const told = readAnswer([bytes.subarray(0, at), bytes.subarray(at)]);
      // Of what lies behind the end, what comes later is not read any more.
      expect(end === "surplus" && told.end === "whole" ? "surplus" : told.end, `cut at ${at}`).toBe(end);
      expect(told, `cut at ${at}`).toMatchObject({ status, body });
    }
  });

  it("tells together what came together, so that it can be sent on in one write", () => {
    const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";
    expect(readAnswer([Buffer.from(chunked)]).pieces).toEqual(["hel", "lo."]);
    expect(readAnswer([Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")]).pieces).toEqual(["hello!"]);
  });

  it("reads the head of an answer up to 16 KiB, and no longer", () => {
    const head = (bytes: number) => `HTTP/1.1 204 No Content\r\nX-A: ${"a".repeat(bytes)}\r\n\r\n`;
    expect(readAnswer([Buffer.from(head(16_000))]).end).toBe("whole");
    expect(readAnswer([Buffer.from(head(16_400))]).end).toBe("broken");
    expect(readAnswer([Buffer.from(head(20_000).slice(0, 18_000))]).end).toBe("broken");
  });

  it("does not wait for ever behind interim answers", () => {
    expect(readAnswer([Buffer.from("HTTP/1.1 100 Continue\r\n\r\n".repeat(20))]).end).toBe("broken");
  });
});
