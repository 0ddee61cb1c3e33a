import { describe, expect, test } from "vitest";
import { compareVersions, reducesAccess, type VersionContent } from "@/lib/catalog/compare-versions";

const live: VersionContent = {
  priceMinor: 4900,
  currency: "EUR",
  ratePerMinute: 60,
  trialDays: 14,
  limits: { a: 100, b: null, c: 50 },
};
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
  ])("%s", (_title, change, reduces) => {
    expect(reducesAccess(compareVersions(live, draft(change)))).toBe(reduces);
  });
});
