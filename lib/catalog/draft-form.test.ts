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
  trialDays: 14,
  note: "",
  features: [
    { featureId: "searches", limitUnits: 1000 },
    { featureId: "batch", limitUnits: null },
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
      trialDays: 14,
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
  test("asks for a number where a feature is included without one", () => {
    const form = openDraftForm(draft, features);
    const [line] = form.features;
    if (line) line.limitUnits = "";
    expect(Object.keys(checkDraftForm(form))).toEqual(["features.0.limitUnits"]);
  });
});
