import { expect, it } from "vitest";
import { statementCsv } from "@/lib/billing/statement-csv";

const money = (amountMinor: number) => ({ amountMinor, currency: "EUR" });
const period = { periodStart: "2026-09-01T00:00:00.000Z", periodEnd: "2026-10-01T00:00:00.000Z" };

it("writes a line for each line of a statement, and no formula that a name could be", () => {
  const lines = [
    { ...period, description: "Pro", units: null, quantity: 1, amount: money(30_000), isProration: false },
    { ...period, description: "=cmd()", units: 1001, quantity: null, amount: money(250), isProration: true },
  ];
  const text = statementCsv([
    { ...period, id: "sta_1", planName: "Pro", total: money(30_250), lines, invoiceId: null },
  ]);
  expect(text.split("\r\n")).toEqual([
    '"statement","plan","period_start","period_end","line","units","amount","currency","proration"',
    '"sta_1","Pro","2026-09-01T00:00:00.000Z","2026-10-01T00:00:00.000Z","Pro","","300.00","EUR","no"',
    '"sta_1","Pro","2026-09-01T00:00:00.000Z","2026-10-01T00:00:00.000Z","\'=cmd()",1001,"2.50","EUR","yes"',
    "",
  ]);
});
