import type { LedgerAlarm } from "@/lib/metering/views";

const named = (rules: readonly string[]) => `${rules.length === 1 ? "rule" : "rules"} ${rules.join(", ")}`;

/** The red line's sentence: what is wrong, and what it does not mean. */
export function describeAlarm(alarm: NonNullable<LedgerAlarm>): string {
  const { broken, silent } = alarm;
  const parts = [
    broken.length > 0 ? `The ledger breaks ${named(broken)}.` : "",
    silent.length > 0 ? `Nobody has checked ${named(silent)} for 5 minutes: is the worker running?` : "",
  ];
  return parts.filter(Boolean).join(" ");
}
