import { describe, expect, it } from "vitest";
import { continueTrace, makeTraceparent } from "@/lib/gateway/trace-context";

const traceId = "0af7651916cd43dd8448eb211c80319c";

describe("trace context", () => {
  it("continues a valid trace with a span of its own", () => {
    expect(continueTrace(`00-${traceId}-b7ad6b7169203331-01`)).toBe(traceId);
    expect(continueTrace(`cc-${traceId}-b7ad6b7169203331-01-what-the-future-brings`)).toBe(traceId);
    expect(makeTraceparent(traceId, "01")).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
  });

  it.each([
    null,
    "",
    "nonsense",
    `00-${"0".repeat(32)}-b7ad6b7169203331-01`,
    `00-${traceId}-${"0".repeat(16)}-01`,
    `ff-${traceId}-b7ad6b7169203331-01`,
    `00-${traceId.toUpperCase()}-b7ad6b7169203331-01`,
    `00-${traceId}-b7ad6b7169203331-01-more`,
  ])("begins a new trace for %j", (value) => {
    const begun = continueTrace(value);
    expect(begun).toMatch(/^[0-9a-f]{32}$/);
    expect(begun).not.toBe(traceId);
  });
});
