import { describe, expect, it } from "vitest";
import { catalogue } from "@/lib/messages/catalogue";
import { formatCredits, formatDuration, formatInstant, formatPrice } from "@/lib/messages/format-values";
import { renderMessage } from "@/lib/messages/render-message";
import type { Params } from "@/lib/messages/types";

const say = (locale: "en" | "de", code: "quota_exhausted" | "rate_limited", params: Params, variant = "default") =>
  renderMessage(catalogue[locale].codes[code].detail[variant] ?? "", params, locale);
const quota = (limit: number): Params => ({
  featureName: { kind: "text", value: "Reports", de: "Berichte" },
  limit: { kind: "number", value: limit },
  unit: { kind: "unit", one: "call", other: "calls", count: limit },
  resetsAt: { kind: "date", value: new Date("2026-12-01T00:00:00Z") },
});

describe("a sentence", () => {
  it("is the contract's own example in English and German", () => {
    expect(say("en", "quota_exhausted", quota(10_000))).toBe(
      "Reports: all 10,000 calls of this period are used. The quota resets on December 1, 2026 at 00:00 UTC.",
    );
    expect(say("de", "quota_exhausted", quota(10_000))).toBe(
      "Berichte: Alle 10.000 Aufrufe dieses Zeitraums sind verbraucht. Das Kontingent wird am 1. Dezember 2026 um 00:00 UTC erneuert.",
    );
  });

  it("takes the singular for one unit", () => {
    expect(say("en", "quota_exhausted", quota(1))).toContain("the 1 call of this period is used");
    expect(say("de", "quota_exhausted", quota(1))).toContain("1 Aufruf");
  });

  it("keeps a unit that the catalogue does not know as its owner named it", () => {
    const unit = { kind: "unit", one: "flurb", other: "flurbs", count: 2 } as const;
    expect(renderMessage("{unit}", { unit }, "de")).toBe("flurbs");
  });

  it("is never said with a hole", () => {
    expect(say("en", "quota_exhausted", {})).toBeNull();
    expect(renderMessage("{constructor}", {}, "en")).toBeNull();
  });

  it("takes no line break, control or direction mark from a name, and no more than 120 characters", () => {
    const name = { kind: "text", value: `A\r\nSet-Cookie: x\u202e\u0000\ud800${"y".repeat(500)}` } as const;
    const text = renderMessage("{name}", { name }, "en") ?? "";
    expect(text).toMatch(/^A Set-Cookie: x y+$/);
    expect(text.length).toBeLessThanOrEqual(120);
  });

  it("does not read placeholders in a value", () => {
    expect(renderMessage("{a}{b}", { a: { kind: "text", value: "{b}" }, b: { kind: "text", value: "2" } }, "en")).toBe(
      "{b}2",
    );
  });
});

describe("a duration", () => {
  it.each([
    [0, "0 seconds", "0 Sekunden"],
    [1, "1 second", "1 Sekunde"],
    [40.2, "41 seconds", "41 Sekunden"],
    [60, "1 minute", "1 Minute"],
    [90, "90 seconds", "90 Sekunden"],
    [121, "3 minutes", "3 Minuten"],
    [3_600, "1 hour", "1 Stunde"],
    [172_800, "2 days", "2 Tagen"],
  ])("of %s s is never said shorter than it is", (seconds, en, de) => {
    expect(formatDuration(seconds, "en")).toBe(en);
    expect(formatDuration(seconds, "de")).toBe(de);
  });
});

it("prints the zone with every instant, midnight as 00:00, and seconds where there are any", () => {
  expect(formatInstant(new Date("2026-03-01T00:00:00Z"), "en")).toBe("March 1, 2026 at 00:00 UTC");
  expect(formatInstant(new Date("2026-03-01T23:59:59Z"), "de")).toBe("1. März 2026 um 23:59:59 UTC");
});

it("prints an instant by a tenant's own clock, and whose clock it is", () => {
  const value = new Date("2026-11-30T23:00:00Z");
  expect(formatInstant(value, "en", "Europe/Berlin")).toBe("December 1, 2026 at 00:00 (Europe/Berlin)");
  const at = { kind: "date", value, timeZone: "America/New_York" } as const;
  expect(renderMessage("{at}", { at }, "de")).toBe("30. November 2026 um 18:00 (America/New_York)");
});

it("prints credits to the last micro-credit, with the decimals of the language", () => {
  expect(formatCredits(12_500_000, "en")).toBe("12.50");
  expect(formatCredits(1_234_567_890_001, "de")).toBe("1.234.567,890001");
  expect(formatCredits(Number.MAX_SAFE_INTEGER, "en")).toBe("9,007,199,254.740991");
  expect(renderMessage("{balance}", { balance: { kind: "credits", micro: -500_000 } }, "en")).toBe("-0.50");
});

it("prints money with the currency's own decimals", () => {
  expect(formatPrice({ amountMinor: 4_900, currency: "EUR" }, "en")).toBe("€49.00");
  expect(formatPrice({ amountMinor: 4_900, currency: "EUR" }, "de")).toBe("49,00\u00a0€");
  expect(formatPrice({ amountMinor: 500, currency: "JPY" }, "en")).toBe("¥500");
});
