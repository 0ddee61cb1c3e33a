import { expect, it } from "vitest";
import { describeAlarm } from "@/components/ledger/describe-alarm";
import type { LedgerAlarm } from "@/lib/metering/views";

it.each<[NonNullable<LedgerAlarm>, string]>([
  [{ broken: ["R3"], silent: [] }, "The ledger breaks rule R3."],
  [{ broken: ["R2", "R3"], silent: [] }, "The ledger breaks rules R2, R3."],
  [{ broken: [], silent: ["R1"] }, "Nobody has checked rule R1 for 5 minutes: is the worker running?"],
  [
    { broken: ["R4"], silent: ["R5", "R7"] },
    "The ledger breaks rule R4. Nobody has checked rules R5, R7 for 5 minutes: is the worker running?",
  ],
])("%j is told as: %s", (alarm, sentence) => {
  expect(describeAlarm(alarm)).toBe(sentence);
});
