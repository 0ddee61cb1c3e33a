/** One credit in micro-credits, the smallest part that is counted. */
export const microPerCredit = 1_000_000;

/** Micro-credits as a decimal string of credits with 2 to 6 fraction digits, by integers alone: 12500000 is `12.50`. */
export function creditDecimal(micro: number): string {
  const size = Math.abs(micro);
  const rest = String(size % microPerCredit).padStart(6, "0");
  const fraction = rest.slice(0, 2) + rest.slice(2).replace(/0+$/, "");
  return `${micro < 0 ? "-" : ""}${Math.floor(size / microPerCredit)}.${fraction}`;
}

/** Credits as a person types them, e.g. `12` or `0.0005`, in micro-credits; null for anything else. */
export function parseCredits(text: string): number | null {
  const [, whole, fraction = ""] = /^\s*(\d{1,9})(?:\.(\d{1,6}))?\s*$/.exec(text) ?? [];
  return whole === undefined ? null : Number(whole) * microPerCredit + Number(fraction.padEnd(6, "0"));
}
