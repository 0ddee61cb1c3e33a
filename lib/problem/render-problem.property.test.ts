import { validateHeaderValue } from "node:http";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Code, codes } from "@/lib/errors";
import type { Param } from "@/lib/messages/types";
import { renderProblem } from "@/lib/problem/render-problem";
import { sampleProblem } from "@/lib/problem/sample-problem";

const wild = fc.oneof(
  fc.string({ unit: "binary", maxLength: 3_000 }),
  fc.constantFrom("\r\nSet-Cookie: a=b", "\u2028", "</script><script>", '"', "{limit}", "\ud800", "🦆".repeat(900)),
);
const param: fc.Arbitrary<Param> = fc.oneof(
  wild.map((value) => ({ kind: "text" as const, value })),
  fc.integer().map((value) => ({ kind: "number" as const, value })),
  fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("9999-12-31") }).map((value) => ({
    kind: "date" as const,
    value,
  })),
  fc.double({ noNaN: true, min: -10, max: 1e9 }).map((seconds) => ({ kind: "duration" as const, seconds })),
  fc.integer().map((count) => ({ kind: "unit" as const, one: "call", other: "calls", count })),
);
const names = Object.keys(sampleProblem("not_found", "").params ?? {});
const anyCode = fc.constantFrom(...(Object.keys(codes) as Code[]));

it("whatever is put in, the headers are lines of their own, the body is JSON, and both keep their size", () => {
  fc.assert(
    fc.property(
      anyCode,
      fc.dictionary(fc.constantFrom(...names), param),
      fc.dictionary(fc.string({ maxLength: 20 }), fc.jsonValue({ maxDepth: 2 })),
      wild,
      wild,
      fc.boolean(),
      fc.option(wild, { nil: undefined }),
      (code, params, details, name, header, minimal, asked) => {
        const answer = renderProblem(
          {
            ...sampleProblem(code, "https://portal.example.com"),
            params,
            details,
            minimal,
            tenant: { id: "tnt_01M2A7K3Q9ZJ4Y6W8V0R2T4S6X", name },
            key: { id: "key_1", hint: name },
            clientRequestId: name,
            explainUrl: `https://portal.example.com/receipts/${name}`,
            rateLimit: { policy: header, limit: header },
            wwwAuthenticate: header,
            allow: [header],
            vary: [header],
          },
          { accept: "application/json", acceptLanguage: asked, tenantLocale: name, defaultLocale: "de" },
        );
        for (const [headerName, value] of Object.entries(answer.headers)) {
          validateHeaderValue(headerName, value);
          expect(value).not.toMatch(/[\r\n]/);
        }
        const body = JSON.parse(answer.body);
        expect(body.code).toBe(code);
        expect(body.detail).not.toBe("");
        expect(body.detail).not.toMatch(/[\r\n]/);
        expect(Buffer.byteLength(answer.body)).toBeLessThanOrEqual(8_192);
        const size = Object.entries(answer.headers).reduce((sum, [n, v]) => sum + n.length + v.length + 4, 0);
        expect(size).toBeLessThanOrEqual(4_096);
      },
    ),
    { numRuns: 500 },
  );
});

it("whatever stands in Accept and Accept-Language, an answer comes back in one of four forms", () => {
  fc.assert(
    fc.property(anyCode, wild, wild, (code, accept, acceptLanguage) => {
      const answer = renderProblem(sampleProblem(code, "https://portal.example.com"), {
        accept,
        acceptLanguage,
        defaultLocale: "en",
      });
      expect(["en", "de"]).toContain(answer.headers["Content-Language"]);
      expect(answer.headers["Content-Type"]).toMatch(
        /^(application\/(problem\+)?json|text\/(html|plain); charset=utf-8)$/,
      );
    }),
  );
});
