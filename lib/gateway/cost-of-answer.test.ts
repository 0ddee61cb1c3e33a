import { describe, expect, it } from "vitest";
import { type CallEnd, costOfAnswer } from "@/lib/gateway/cost-of-answer";

const fixed = { chargedStatuses: [[200, 399]] as [number, number][], costHeader: null };
const told = { ...fixed, costHeader: "x-cost" };
const held = { units: 7, isFixed: true, minUnits: 7 };
const variable = { units: 7, isFixed: false, minUnits: 2 };
const reported = ["3"];

const rows: [title: string, end: CallEnd, fixedUnits: number | null, toldUnits: number | null][] = [
  ["an answer that is charged", { kind: "whole", status: 200, reported }, 7, 3],
  ["a redirect", { kind: "whole", status: 302, reported }, 7, 3],
  ["the upstream's own 404", { kind: "whole", status: 404, reported }, null, null],
  ["the upstream's own 500", { kind: "whole", status: 500, reported }, null, null],
  ["an upstream that cannot be used", { kind: "failed" }, null, null],
  ["an upstream that breaks off", { kind: "broken", status: 200, reported }, null, 3],
  ["an upstream that breaks off in an error", { kind: "broken", status: 500, reported }, null, null],
  ["a caller who leaves a call that was ordered", { kind: "aborted", status: null, ordered: true, reported: [] }, 7, 2],
  [
    "a caller who leaves before all was sent",
    { kind: "aborted", status: null, ordered: false, reported: [] },
    null,
    null,
  ],
  ["a caller who leaves in the answer", { kind: "aborted", status: 200, ordered: true, reported }, 7, 3],
  ["a caller who leaves in an error", { kind: "aborted", status: 503, ordered: true, reported }, null, null],
];

describe("what a call costs (null: nothing, its units go back)", () => {
  it.each(rows)("%s", (_title, end, fixedUnits, toldUnits) => {
    const unitsOf = (cost: ReturnType<typeof costOfAnswer>) => (cost.outcome === "ok" ? cost.units : null);
    expect(unitsOf(costOfAnswer(fixed, held, end))).toBe(fixedUnits);
    expect(unitsOf(costOfAnswer(told, variable, end))).toBe(toldUnits);
  });

  it.each([
    [[], true],
    [["-1"], true],
    [["1.0"], true],
    [["8"], true],
    [["3", "3"], true],
    [[" 3"], true],
    [["0"], false],
    [["7"], false],
    [["007"], false],
  ])("a cost told as %j is nonsense: %s", (values, isBad) => {
    const cost = costOfAnswer(told, variable, { kind: "whole", status: 200, reported: values });
    expect(cost.isBad).toBe(isBad);
    if (isBad) expect(cost).toMatchObject({ outcome: "ok", units: 7 });
  });
});
