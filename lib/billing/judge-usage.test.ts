import { describe, expect, it } from "vitest";
import { judgeUsage, type UsageStages } from "@/lib/billing/judge-usage";

const whole: UsageStages = {
  usedUnits: 140,
  loggedUnits: 140,
  overageUnits: 40,
  forgivenUnits: 0,
  billedUnits: 40,
  unsealedUnits: 0,
  pendingUnits: 0,
  deadUnits: 0,
  sentUnits: 40,
  summarizedUnits: 40,
  invoiced: { units: 40, uninvoicedUnits: 0 },
};

describe("judgeUsage", () => {
  it.each<[string, Partial<UsageStages>, RegExp | null]>([
    ["agrees when every stage says the same", {}, null],
    ["agrees before an invoice", { invoiced: null }, /Not invoiced yet/],
    [
      "agrees while an hour runs",
      { sentUnits: 30, summarizedUnits: 30, unsealedUnits: 10, invoiced: null },
      /running hour/,
    ],
    [
      "agrees while rows wait",
      { sentUnits: 30, summarizedUnits: 30, pendingUnits: 10, invoiced: null },
      /wait to be sent/,
    ],
    [
      "agrees with late units that the next invoice has",
      { invoiced: { units: 37, uninvoicedUnits: 3 } },
      /3 late units/,
    ],
    [
      "agrees where nothing is billed by the provider",
      { billedUnits: 0, sentUnits: 0, summarizedUnits: null, invoiced: null },
      /not billed/,
    ],
    [
      "agrees with what was forgiven",
      { forgivenUnits: 5, sentUnits: 35, summarizedUnits: 35, invoiced: null },
      /5 units were forgiven/,
    ],
  ])("%s", (_, over, note) => {
    const judged = judgeUsage({ ...whole, ...over });
    expect(judged.agrees).toBe(true);
    if (note) expect(judged.note).toMatch(note);
    else expect(judged.note).toBeNull();
  });

  it.each<[string, Partial<UsageStages>]>([
    ["the request log lacks a unit", { loggedUnits: 139 }],
    ["more is billed than the ledger counted", { overageUnits: 39 }],
    ["a unit was never reported", { sentUnits: 39, summarizedUnits: 39, invoiced: null }],
    [
      "more was reported of the running hour than it had",
      { unsealedUnits: 40, sentUnits: 41, summarizedUnits: 41, invoiced: null },
    ],
    ["a unit was reported twice", { sentUnits: 41, summarizedUnits: 41, invoiced: null }],
    ["units could not be reported", { sentUnits: 30, deadUnits: 10, summarizedUnits: 30, invoiced: null }],
    ["the provider counted another sum", { summarizedUnits: 41 }],
    ["the invoice says another number", { invoiced: { units: 41, uninvoicedUnits: 0 } }],
  ])("differs when %s", (_, over) => {
    expect(judgeUsage({ ...whole, ...over })).toMatchObject({ agrees: false, note: expect.stringMatching(/\d/) });
  });
});
