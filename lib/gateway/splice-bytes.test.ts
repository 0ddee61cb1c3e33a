import fc from "fast-check";
import { expect, it } from "vitest";
import { fillBytes, spliceBytes } from "@/lib/gateway/splice-bytes";

const requestId = "req_01M7XNXRKG4T9B2V6C8D0E3F5H";
const traceId = "0af7651916cd43dd8448eb211c80319c";

it("puts other ids of the same length in every place, again and again", () => {
  const piece = fc.oneof(fc.string({ unit: "binary-ascii", maxLength: 12 }), fc.constantFrom(requestId, traceId));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("|");
      const spliced = spliceBytes(text, requestId, traceId);
      expect(spliced.bytes.toString("latin1")).toBe(text);
      for (const n of ["1", "2"]) {
        const [request, trace] = [n.repeat(requestId.length), n.repeat(traceId.length)];
        fillBytes(spliced, request, trace);
        expect(spliced.bytes.toString("latin1")).toBe(text.replaceAll(requestId, request).replaceAll(traceId, trace));
      }
    }),
  );
});
