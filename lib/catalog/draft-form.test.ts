import { describe, expect, test } from "vitest";
import { checkDraftForm, closeDraftForm, openDraftForm } from "@/lib/catalog/draft-form";
import type { FeatureView, VersionView } from "@/lib/catalog/views";

const feature = (id: string, kind: FeatureView["kind"]): FeatureView => ({
  id,
  slug: id,
  name: id,
  nameDe: null,
  kind,
  unit: "call",
  unitPlural: "calls",
  contactSales: false,
  archivedAt: null,
});
const features = [feature("searches", "meter"), feature("batch", "switch"), feature("seats", "limit")];
const draft: VersionView = {
  id: "plv",
  planId: "pln",
  number: 2,
  status: "draft",
  priceMinor: 4900,
  currency: "EUR",
  ratePerMinute: null,
  interval: "year",
  trialDays: 14,
  trialNeedsCard: true,
  graceDays: 3,
  trialGraceDays: 1,
  note: "",
  features: [
    {
      featureId: "searches",
      limitUnits: 1000,
      period: "day",
      creditMicroPerUnit: 50_000,
      overage: "postpaid",
      overageRateE12: 600_000_000_000,
    },
    {
      featureId: "batch",
      limitUnits: null,
      period: "anniversary",
      creditMicroPerUnit: null,
      overage: "none",
      overageRateE12: null,
    },
  ],
  updatedAt: "2026-11-21T10:00:00.000Z",
  publishedAt: null,
};

describe("the form of a draft", () => {
  test("sends back what it opened with", () => {
    expect(closeDraftForm(openDraftForm(draft, features), draft.updatedAt)).toEqual({
      priceMinor: 4900,
      currency: "EUR",
      ratePerMinute: null,
      interval: "year",
      trialDays: 14,
      trialNeedsCard: true,
      graceDays: 3,
      trialGraceDays: 1,
      note: "",
      features: draft.features,
      seenUpdatedAt: draft.updatedAt,
    });
  });
  test("has a line for every feature, included or not", () => {
    const { features: lines } = openDraftForm(draft, features);
    expect(lines.map((line) => [line.featureId, line.included, line.unlimited])).toEqual([
      ["searches", true, false],
      ["batch", true, true],
      ["seats", false, false],
    ]);
  });
  test.each([
    ["an amount that is none", { price: "4,9,0" }, "price"],
    ["a fraction of a cent", { price: "49.005" }, "price"],
    ["a currency that is none", { currency: "ZZZ" }, "currency"],
  ])("says so in place: %s", (_title, change, field) => {
    expect(Object.keys(checkDraftForm({ ...openDraftForm(draft, features), ...change }))).toEqual([field]);
  });
  test("says so in place: credits that are none", () => {
    const form = openDraftForm(draft, features);
    for (const creditsPerUnit of ["0", "1,5", "-1", "0.0000001", "ten"]) {
      const [line, ...rest] = form.features;
      const lines = line ? [{ ...line, creditsPerUnit }, ...rest] : rest;
      expect(Object.keys(checkDraftForm({ ...form, features: lines }))).toEqual(["features.0.creditsPerUnit"]);
    }
  });
  test("says so in place: use billed later at a price that is none", () => {
    const form = openDraftForm(draft, features);
    expect(form.features[0]?.overageRate).toBe("0.60 per 100");
    for (const overageRate of ["", "free", "1 per 3", "0.60 per", "-1"]) {
      const [line, ...rest] = form.features;
      const lines = line ? [{ ...line, overageRate }, ...rest] : rest;
      expect(Object.keys(checkDraftForm({ ...form, features: lines }))).toEqual(["features.0.overageRate"]);
    }
  });
  test("sells nothing beyond units without limit", () => {
    const form = openDraftForm(draft, features);
    const lines = form.features.map((line) => ({ ...line, unlimited: true }));
    expect(closeDraftForm({ ...form, features: lines }, draft.updatedAt).features[0]).toEqual({
      featureId: "searches",
      limitUnits: null,
      period: "day",
      creditMicroPerUnit: null,
      overage: "none",
      overageRateE12: null,
    });
  });
  test("asks for a number where a feature is included without one", () => {
    const form = openDraftForm(draft, features);
    const [line] = form.features;
    if (line) line.limitUnits = "";
    expect(Object.keys(checkDraftForm(form))).toEqual(["features.0.limitUnits"]);
  });
});
