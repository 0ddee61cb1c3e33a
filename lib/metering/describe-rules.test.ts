import { describe, expect, it } from "vitest";
import { deriveAlarm, describeRules } from "@/lib/metering/describe-rules";
import { ledgerRules } from "@/lib/metering/ledger-rules";

const now = new Date("2026-03-01T12:00:00Z");
const ago = (ms: number) => new Date(now.getTime() - ms);
const check = (over: object = {}) => ({
  ok: true,
  looked: 3,
  findings: [],
  ranAt: ago(1),
  fullRanAt: null,
  brokenSince: null,
  ...over,
});
const allChecked = (over: object = {}) => ledgerRules.map((rule) => ({ rule, ...check(rule === "R3" ? over : {}) }));

describe("the red line", () => {
  it.each<[string, ReturnType<typeof allChecked>, ReturnType<typeof deriveAlarm>]>([
    ["is not there while every rule holds", allChecked(), null],
    ["names a broken rule", allChecked({ ok: false }), { broken: ["R3"], silent: [] }],
    [
      "names a rule that was not run for five minutes",
      allChecked({ ranAt: ago(300_000) }),
      { broken: [], silent: ["R3"] },
    ],
    ["waits for five minutes", allChecked({ ranAt: ago(299_999) }), null],
    [
      "holds on to a broken rule that nobody looked at since",
      allChecked({ ok: false, ranAt: ago(9e6) }),
      { broken: ["R3"], silent: [] },
    ],
    ["says that nothing was ever run", [], { broken: [], silent: [...ledgerRules] }],
  ])("%s", (_title, checks, alarm) => {
    expect(deriveAlarm(checks, now)).toEqual(alarm);
  });
});

it("every rule is told, and a finding names its tenant", () => {
  const finding = { tenantId: "tnt_1", subject: "acc_1", text: "off by 3" };
  const rules = describeRules(
    allChecked({ ok: false, findings: [finding], brokenSince: ago(60_000) }),
    new Map([["tnt_1", "Acme"]]),
    now,
  );
  expect(rules.map(({ rule }) => rule)).toEqual([...ledgerRules]);
  expect(rules.find(({ rule }) => rule === "R3")).toMatchObject({
    state: "broken",
    brokenSince: "2026-03-01T11:59:00.000Z",
    findings: [{ ...finding, tenantName: "Acme" }],
  });
});
