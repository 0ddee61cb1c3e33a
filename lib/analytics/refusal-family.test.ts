import { expect, test } from "vitest";
import { passedCodes, refusalFamily } from "@/lib/analytics/refusal-family";
import { type Code, codes } from "@/lib/errors";

test("every 402 code has a family, and no other code has one", () => {
  for (const [code, { status }] of Object.entries(codes)) {
    expect(refusalFamily(code) !== null, code).toBe(status === 402);
  }
});
test("a failure behind the gates is no refusal for money", () => {
  for (const code of passedCodes) expect(codes[code as Code].status).toBeGreaterThanOrEqual(500);
});
