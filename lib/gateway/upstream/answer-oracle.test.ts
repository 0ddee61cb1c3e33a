import { type ClientRequest, request } from "node:http";
import { Duplex } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAnswer } from "@/lib/gateway/upstream/testing/read-answer";

/** What Node's own HTTP client makes of bytes and the end behind them; null when it takes them for no whole answer. */
function askNode(
  bytes: Buffer,
  isHead: boolean,
): Promise<{ status: number; rawHeaders: string[]; body: string } | null> {
  return new Promise((resolve) => {
    const wire = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
    const asked: ClientRequest = request({ method: isHead ? "HEAD" : "GET", createConnection: () => wire });
    const give = (answer: Awaited<ReturnType<typeof askNode>>) => {
      wire.destroy();
      resolve(answer);
    };
    asked
      .on("error", () => give(null))
      .on("upgrade", () => give(null))
      .on("close", () => give(null));
    asked.on("response", (answer) => {
      let body = "";
      answer.on("data", (piece: Buffer) => {
        body += piece.toString("latin1");
      });
      answer.on("error", () => give(null));
      answer.on("end", () =>
        give(answer.complete ? { status: answer.statusCode ?? 0, rawHeaders: answer.rawHeaders, body } : null),
      );
    });
    asked.end();
    setImmediate(() => {
      wire.push(bytes);
      wire.push(null);
    });
  });
}

const name = fc.constantFrom("X-A", "x-a", "ETag", "Content-Type", "Date", "Vary", "X!#$%&'*+.^_`|~0");
const value = fc.stringMatching(/^[!-~\x80-\xff]([\t !-~\x80-\xff]{0,20}[!-~\x80-\xff])?$|^$/);
const blanks = fc.constantFrom("", " ", "\t", "  ");
const fields = fc
  .array(fc.tuple(name, blanks, value, blanks), { maxLength: 5 })
  .map((lines) => lines.map(([key, before, text, after]) => `${key}:${before}${text}${after}\r\n`).join(""));
const text = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString("latin1"));
const chunk = fc.tuple(text, fc.constantFrom("", ";a", ";a=b", ";a;b=c"), fc.boolean()).map(([data, more, isLoud]) => {
  const size = data.length.toString(16);
  return data === "" ? "" : `${isLoud ? size.toUpperCase() : size}${more}\r\n${data}\r\n`;
});
const chunks = fc
  .tuple(fc.array(chunk, { maxLength: 4 }), fc.constantFrom("", "X-Sum: 1\r\n", "X-A:\r\nX-B: \tb\r\n"))
  .map(([parts, trailers]) => `${parts.join("")}0\r\n${trailers}\r\n`);
const interim = fc.constantFrom(
  "",
  "",
  "HTTP/1.1 100 Continue\r\n\r\n",
  "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
);
const version = fc.constantFrom("1.1", "1.1", "1.1", "1.0");
const status = fc.constantFrom(200, 200, 200, 204, 301, 304, 402, 404, 500, 599);
const connection = fc.constantFrom("", "", "Connection: close\r\n", "Connection: keep-alive\r\n");

/** Answers that keep every rule. */
const wellFormed = fc
  .record({ interim, version, status, fields, connection, text, chunks, isHead: fc.boolean() })
  .chain((made) => {
    const bodies = made.version === "1.1" ? (["length", "chunked", "close"] as const) : (["length", "close"] as const);
    return fc.constantFrom(...bodies).map((framing) => {
      const isBare = made.isHead || made.status === 204 || made.status === 304;
      // A 204 has neither length nor coding, by the rules.
      const length = made.status === 204 ? "" : `Content-Length: ${made.text.length}\r\n`;
      const coding = made.status === 204 ? "" : "Transfer-Encoding: chunked\r\n";
      const [line, body] = { length: [length, made.text], chunked: [coding, made.chunks], close: ["", made.text] }[
        framing
      ];
      const head = `HTTP/${made.version} ${made.status} Some words\r\n${made.fields}${made.connection}${line}\r\n`;
      return { wire: made.interim + head + (isBare ? "" : body), isHead: made.isHead };
    });
  });

const nasty = fc.constantFrom(
  "\r",
  "\n",
  "\r\n",
  "\0",
  " ",
  "\t",
  ":",
  ";",
  "=",
  ",",
  "+",
  "-",
  "0",
  "1",
  "5",
  "f",
  "x",
  "\x7f",
  "\xa0",
  "\x0b",
  "\r\n\r\n",
  "0\r\n\r\n",
  "Content-Length: 5\r\n",
  "Transfer-Encoding: chunked\r\n",
  "HTTP/1.1 200 OK\r\n",
);
/** Where harm does most: around the ends of lines. */
const place = fc.constantFrom("anywhere", "before a line's end", "in a line's end", "behind a line's end");
const harm = fc.record({
  place,
  at: fc.noBias(fc.nat(9_999)).map((n) => n / 10_000),
  drops: fc.constantFrom(0, 0, 1, 2),
  puts: fc.option(nasty, { nil: "" }),
});
function placeOf(wire: string, where: string, at: number): number {
  if (where === "anywhere") return Math.floor(at * wire.length);
  const ends = [...wire.matchAll(/\r\n/g)].map(({ index }) => index);
  const end = ends[Math.floor(at * ends.length)] ?? 0;
  return where === "before a line's end" ? end : where === "in a line's end" ? end + 1 : end + 2;
}
/** Answers that had something done to them. */
const harmed = fc.tuple(wellFormed, fc.array(harm, { minLength: 1, maxLength: 2 })).map(([made, harms]) => {
  let { wire } = made;
  for (const one of harms) {
    const from = placeOf(wire, one.place, one.at);
    wire = wire.slice(0, from) + one.puts + wire.slice(from + one.drops);
  }
  return { ...made, wire };
});

const cutAlong = (bytes: Buffer, sizes: readonly number[]): Buffer[] => {
  const pieces: Buffer[] = [];
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
};
const sizes = fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 6 });

describe("AnswerReader beside Node's own HTTP client", () => {
  it("reads every answer that keeps the rules, and reads it alike", async () => {
    await fc.assert(
      fc.asyncProperty(wellFormed, sizes, async ({ wire, isHead }, cuts) => {
        const bytes = Buffer.from(wire, "latin1");
        const { end, status: told, rawHeaders, body } = readAnswer(cutAlong(bytes, cuts), isHead);
        expect(end).toBe("whole");
        expect({ status: told, rawHeaders, body }).toEqual(await askNode(bytes, isHead));
      }),
      { numRuns: 1_500 },
    );
  }, 60_000);

  it("takes nothing for an answer that Node does not, and ends it nowhere else", async () => {
    await fc.assert(
      fc.asyncProperty(harmed, async ({ wire, isHead }) => {
        const bytes = Buffer.from(wire, "latin1");
        // Byte by byte, so that it is known where the answer ends for us; Node gets no byte more.
        const { end, status: told, rawHeaders, body, usedBytes } = readAnswer(cutAlong(bytes, [1]), isHead);
        if (end !== "whole" || told === 101) return;
        expect({ status: told, rawHeaders, body }).toEqual(await askNode(bytes.subarray(0, usedBytes), isHead));
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);

  it("says the same of an answer however it is cut", () => {
    fc.assert(
      fc.property(fc.oneof(wellFormed, harmed), sizes, ({ wire, isHead }, cuts) => {
        const bytes = Buffer.from(wire, "latin1");
        const { end, status: told, rawHeaders, body } = readAnswer(cutAlong(bytes, [1]), isHead);
        const other = readAnswer(cutAlong(bytes, cuts), isHead);
        expect(other.end === "surplus" ? "whole" : other.end).toBe(end);
        expect(other).toMatchObject({ status: told, rawHeaders, body });
      }),
      { numRuns: 4_000 },
    );
  }, 60_000);
});
