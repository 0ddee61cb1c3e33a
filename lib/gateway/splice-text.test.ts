import fc from "fast-check";
import { expect, it } from "vitest";
import { fillText, spliceText } from "@/lib/gateway/splice-text";

const requestId = "req_01M7XNXRKG4T9B2V6C8D0E3F5H";
const traceId = "0af7651916cd43dd8448eb211c80319c";

it("gives a text back as it was under the same ids, and under others with theirs in every place", () => {
  const piece = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom(requestId, traceId));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("|");
      const spliced = spliceText(text, requestId, traceId);
      expect(fillText(spliced, requestId, traceId)).toBe(text);
      const other = fillText(spliced, "req_other", "trace_other");
      expect(other).toBe(text.replaceAll(requestId, "req_other").replaceAll(traceId, "trace_other"));
    }),
  );
});
