import { describe, expect, test } from "vitest";
import { receiptLifeMs, signReceipt, verifyReceipt } from "@/lib/receipt-token";

const key = Buffer.alloc(32, 7);
const now = new Date("2026-11-21T10:00:00Z");
const token = signReceipt(key, "req_A", now);
/** Another last digit that decodes to the same bytes. */
const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const respelled = token.slice(0, -1) + digits.charAt(digits.indexOf(token.slice(-1)) ^ 1);
const later = (ms: number) => new Date(now.getTime() + ms);

describe("a receipt link", () => {
  test("opens its own request for fourteen days", () => {
    expect(verifyReceipt(key, "req_A", token, now)).toBe(true);
    expect(verifyReceipt(key, "req_A", token, later(receiptLifeMs - 1_000))).toBe(true);
  });
  test.each<[string, boolean]>([
    ["opens no other request", verifyReceipt(key, "req_B", token, now)],
    ["ends with its time", verifyReceipt(key, "req_A", token, later(receiptLifeMs))],
    ["ends when the key is changed", verifyReceipt(Buffer.alloc(32, 8), "req_A", token, now)],
    ["cannot be given a longer life", verifyReceipt(key, "req_A", token.replace(/\.\d+\./, ".9999999999."), now)],
    ["cannot be extended", verifyReceipt(key, "req_A", `${token}.x`, now)],
    ["is not empty", verifyReceipt(key, "req_A", "", now)],
    ["has one spelling only", verifyReceipt(key, "req_A", respelled, now)],
    ["is not half a signature", verifyReceipt(key, "req_A", token.slice(0, -4), now)],
  ])("%s", (_title, opened) => expect(opened).toBe(false));
});
