import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChunkDecoder } from "@/lib/gateway/upstream/chunk-decoder";

/** Feeds text in pieces of a size. */
function decode(text: string, pieceBytes = Number.POSITIVE_INFINITY): string {
  const decoder = new ChunkDecoder();
  const bytes = Buffer.from(text, "latin1");
  let body = "";
  let at = 0;
  while (at < bytes.length && !decoder.isDone) {
    const piece = bytes.subarray(at, at + pieceBytes);
    const used = decoder.push(piece, (data) => {
      body += data.toString("latin1");
    });
    if (used < 0) return "broken";
    at += used;
  }
  return decoder.isDone ? `${body}|${bytes.length - at}` : `${body}…`;
}

describe("ChunkDecoder", () => {
  it.each([
    ["5\r\nhello\r\n0\r\n\r\n", "hello|0"],
    ["5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", "hello!|0"],
    ["a\r\n0123456789\r\n0\r\n\r\n", "0123456789|0"],
    ["A\r\n0123456789\r\n0\r\n\r\n", "0123456789|0"],
    ["05\r\nhello\r\n000\r\n\r\n", "hello|0"],
    ["5;a\r\nhello\r\n0;b=c;d\r\n\r\n", "hello|0"],
    ["5\r\n0\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n|0"],
    ["0\r\n\r\n", "|0"],
    ["0\r\nX-Sum: 1\r\nX-More: \t2\r\n\r\n", "|0"],
    ["1\r\n!\r\n0\r\n\r\nHTTP/1.1 200 OK", "!|15"],
    ["5\r\nhel", "hel…"],
    ["5\r\nhello\r\n0\r\n", "hello…"],
  ])("reads %j", (text, told) => {
    expect(decode(text)).toBe(told);
    expect(decode(text, 1)).toBe(told);
  });

  it.each([
    ["no size", "\r\nhello"],
    ["a size that is none", "x\r\n"],
    ["a signed size", "+5\r\nhello\r\n0\r\n\r\n"],
    ["a negative size", "-1\r\n"],
    ["a prefixed size", "0x5\r\nhello\r\n0\r\n\r\n"],
    ["a blank before the size", " 5\r\nhello\r\n0\r\n\r\n"],
    ["a blank behind the size", "5 \r\nhello\r\n0\r\n\r\n"],
    ["too many digits", "00000000005\r\nhello\r\n0\r\n\r\n"],
    ["a size beyond counting", "fffffffffffffffff\r\n"],
    ["a bare line feed", "5\nhello\r\n0\r\n\r\n"],
    ["a bare carriage return", "5\rhello\r\n0\r\n\r\n"],
    ["a chunk that is longer than it says", "4\r\nhello\r\n0\r\n\r\n"],
    ["a chunk that is shorter than it says", "6\r\nhello\r\n0\r\n\r\n"],
    ["a chunk that ends with a line feed", "5\r\nhello\n0\r\n\r\n"],
    ["an extension without a name", "5;\r\nhello\r\n0\r\n\r\n"],
    ["an extension without a value", "5;a=\r\nhello\r\n0\r\n\r\n"],
    ["an extension with a line feed", "5;a\nb\r\nhello\r\n0\r\n\r\n"],
    ["an extension with NUL", "5;a\0\r\nhello\r\n0\r\n\r\n"],
    ["a quoted extension", '5;a="\r\n0\r\n\r\n'],
    ["a long extension", `5;${"a".repeat(2_000)}\r\nhello\r\n0\r\n\r\n`],
    ["long trailers", `0\r\nX-A: ${"a".repeat(5_000)}\r\n\r\n`],
    ["a trailer that is no field", "0\r\nGET / HTTP/1.1\r\n\r\n"],
    ["a trailer that says a length", "0\r\nContent-Length: 5\r\n\r\n"],
    ["a trailer that says a coding", "0\r\ntransfer-encoding: chunked\r\n\r\n"],
    ["a folded trailer", "0\r\nX-A: 1\r\n 2\r\n\r\n"],
    ["a trailer with a bare line feed", "0\r\nX-A: 1\n\r\n\r\n"],
    ["a bare line feed at the end", "0\r\n\n"],
  ])("takes no body with %s", (_, text) => {
    expect(decode(text)).toBe("broken");
    expect(decode(text, 1)).toBe("broken");
  });

  it("gives back what was cut into chunks, however the bytes come", () => {
    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 8 });
    fc.assert(
      fc.property(chunks, fc.integer({ min: 1, max: 60 }), (parts, pieceBytes) => {
        const texts = parts.map((part) => Buffer.from(part).toString("latin1"));
        const sent = `${texts.map((text) => `${text.length.toString(16)}\r\n${text}\r\n`).join("")}0\r\n\r\n`;
        expect(decode(sent, pieceBytes)).toBe(`${texts.join("")}|0`);
      }),
    );
  });
});
