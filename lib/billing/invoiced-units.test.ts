import { describe, expect, it } from "vitest";
import { invoicedUnits } from "@/lib/billing/invoiced-units";

const day = (n: number) => new Date(Date.UTC(2026, 10, n));
const row = (accountId: string, n: number, units: number) => ({ accountId, units, sentTs: day(n) });
const line = (from: number, to: number, units: number) => ({ units, periodStart: day(from), periodEnd: day(to) });

describe("invoicedUnits", () => {
  it.each([
    ["nothing while no invoice takes it", [row("a", 5, 40)], [], null],
    ["nothing of an invoice for another time", [row("a", 5, 40)], [line(10, 20, 7)], null],
    ["what the line says", [row("a", 5, 40)], [line(1, 10, 40)], [40, 0]],
    ["too little, so that it shows", [row("a", 5, 40)], [line(1, 10, 35)], [35, 0]],
    ["without what others reported into the same line", [row("a", 5, 40), row("b", 6, 2)], [line(1, 10, 42)], [40, 0]],
    [
      "late units on the next invoice too",
      [row("a", 5, 40), row("a", 12, 3)],
      [line(1, 10, 40), line(10, 20, 3)],
      [43, 0],
    ],
    ["and says what waits for one", [row("a", 5, 40), row("a", 12, 3)], [line(1, 10, 40)], [40, 3]],
    ["a line ends before its last instant", [row("a", 10, 1)], [line(1, 10, 9), line(10, 20, 1)], [1, 0]],
  ] as const)("counts %s", (_, sent, lines, expected) => {
    const found = invoicedUnits("a", sent, lines);
    expect(found && [found.units, found.uninvoicedUnits]).toEqual(expected);
  });
});
