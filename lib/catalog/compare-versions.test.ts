import { describe, expect, test } from "vitest";
import { compareVersions, reducesAccess, type VersionContent } from "@/lib/catalog/compare-versions";
import { describeDifference } from "@/lib/catalog/describe-difference";
import type { MeterTerms } from "@/lib/catalog/types";

const live: VersionContent = {
  priceMinor: 4900,
  currency: "EUR",
  ratePerMinute: 60,
  interval: "month",
  trialDays: 14,
  trialNeedsCard: false,
  graceDays: 7,
  trialGraceDays: 0,
  limits: { a: 100, b: null, c: 50 },
  meters: { a: { period: "anniversary", creditMicroPerUnit: null, overage: "none", overageRateE12: null } },
};
const terms = (change: Partial<MeterTerms>): Partial<VersionContent> => ({
  meters: { a: { period: "anniversary", creditMicroPerUnit: null, overage: "none", overageRateE12: null, ...change } },
});
const draft = (change: Partial<VersionContent>): VersionContent => ({ ...live, ...change });
const kindOf = (before: VersionContent | null, after: VersionContent, subject: string) =>
  compareVersions(before, after).find((difference) => difference.subject === subject)?.kind;

describe("comparing a draft with the live version", () => {
  test.each<[title: string, change: Partial<VersionContent>, subject: string, kind: string]>([
    ["a price that rises", { priceMinor: 5900 }, "price", "increased"],
    ["a price that falls", { priceMinor: 3900 }, "price", "decreased"],
    ["another currency", { currency: "USD" }, "price", "changed"],
    ["the same price", {}, "price", "same"],
    ["more requests a minute", { ratePerMinute: 120 }, "rate", "increased"],
    ["no limit a minute any more", { ratePerMinute: null }, "rate", "increased"],
    ["a shorter trial", { trialDays: 7 }, "trial", "decreased"],
    ["a new feature", { limits: { ...live.limits, d: 1 } }, "d", "added"],
    ["a feature that goes", { limits: { a: 100, b: null } }, "c", "removed"],
    ["more units", { limits: { ...live.limits, a: 200 } }, "a", "increased"],
    ["fewer units", { limits: { ...live.limits, a: 99 } }, "a", "decreased"],
    ["units without limit", { limits: { ...live.limits, a: null } }, "a", "increased"],
    ["a limit where there was none", { limits: { ...live.limits, b: 1000 } }, "b", "decreased"],
    ["zero units still included", { limits: { ...live.limits, a: 0 } }, "a", "decreased"],
    ["the same units", {}, "a", "same"],
  ])("%s", (_title, change, subject, kind) => {
    expect(kindOf(live, draft(change), subject)).toBe(kind);
  });
  test.each<[title: string, change: Partial<MeterTerms>, back: boolean, line: object, words: string]>([
    [
      "units that start again every day",
      { period: "day" },
      false,
      { aspect: "period", kind: "changed", before: "anniversary", after: "day" },
      "Reports: starts again: every month from the day of the subscription → every day",
    ],
    [
      "credits that pay for more",
      { creditMicroPerUnit: 1_500 },
      false,
      { aspect: "credits", kind: "added", before: undefined, after: 1_500 },
      "Reports: credits for a further unit: – → 0.0015",
    ],
    [
      "credits that no longer pay",
      { creditMicroPerUnit: 1_500 },
      true,
      { aspect: "credits", kind: "removed", before: 1_500, after: undefined },
      "Reports: credits for a further unit: 0.0015 → –",
    ],
    [
      "more that is billed later",
      { overage: "postpaid" },
      false,
      { aspect: "overage", kind: "added", before: "none", after: "postpaid" },
      "Reports: use beyond it: refused → billed later",
    ],
    [
      "more that is refused from now on",
      { overage: "postpaid" },
      true,
      { aspect: "overage", kind: "removed", before: "postpaid", after: "none" },
      "Reports: use beyond it: billed later → refused",
    ],
  ])("%s", (_title, change, back, line, words) => {
    const pair = [live, draft(terms(change))] as const;
    const [from, to] = back ? [pair[1], pair[0]] : pair;
    const lines = compareVersions(from, to).filter(({ subject, kind }) => subject === "a" && kind !== "same");
    expect(lines).toEqual([{ subject: "a", ...line }]);
    const features = new Map([["a", { name: "Reports", kind: "meter" as const, unitPlural: "pages" }]]);
    const said = lines.map((each) => describeDifference(each, features, { before: "EUR", after: "EUR" }));
    expect(said.map(({ subject, before, after }) => `${subject}: ${before} → ${after}`)).toEqual([words]);
  });
  test("a price in credits that rises", () => {
    const before = draft(terms({ creditMicroPerUnit: 1_000 }));
    const lines = compareVersions(before, draft(terms({ creditMicroPerUnit: 2_000 })));
    expect(lines.find(({ aspect }) => aspect === "credits")?.kind).toBe("increased");
    expect(reducesAccess(lines)).toBe(false);
  });
  test("a first version adds everything", () => {
    expect(new Set(compareVersions(null, live).map(({ kind }) => kind))).toEqual(new Set(["added"]));
  });
  test.each<[title: string, change: Partial<VersionContent>, reduces: boolean]>([
    ["fewer units reduce access", { limits: { ...live.limits, a: 1 } }, true],
    ["a feature that goes reduces access", { limits: { a: 100 } }, true],
    ["fewer requests a minute reduce access", { ratePerMinute: 30 }, true],
    ["a price reduces no access", { priceMinor: 1 }, false],
    ["a shorter trial reduces no access", { trialDays: 0 }, false],
    ["more of everything reduces nothing", { ratePerMinute: null, limits: { a: null, b: null, c: 51 } }, false],
    ["units that start again more often reduce nothing", terms({ period: "day" }), false],
    ["credits that pay for more reduce nothing", terms({ creditMicroPerUnit: 1 }), false],
  ])("%s", (_title, change, reduces) => {
    expect(reducesAccess(compareVersions(live, draft(change)))).toBe(reduces);
  });
  test.each<[title: string, lost: Partial<MeterTerms>]>([
    ["a month for what was a day's units reduces access", { period: "day" }],
    ["credits that no longer pay reduce access", { creditMicroPerUnit: 1 }],
    ["no use beyond the quota any more reduces access", { overage: "postpaid" }],
  ])("%s", (_title, lost) => {
    expect(reducesAccess(compareVersions(draft(terms(lost)), live))).toBe(true);
  });
});
