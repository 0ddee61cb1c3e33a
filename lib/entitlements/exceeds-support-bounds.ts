/** What support may give without an admin: enough to bridge a weekend, not enough to replace a plan. */
export const supportBounds = { units: 10_000, durationMs: 14 * 24 * 60 * 60 * 1000, creditMicro: 100_000_000 } as const;

/** True when an exception is larger or longer than support may grant; units without limit always are. */
export function exceedsSupportBounds(grant: {
  kind: "extra_units" | "feature_access" | "access_until";
  /** True for a switch, which has no size. */
  isSwitch: boolean;
  units: number | null;
  durationMs: number;
}): boolean {
  if (grant.durationMs > supportBounds.durationMs) return true;
  if (grant.kind === "access_until" || grant.isSwitch) return false;
  return grant.units === null || grant.units > supportBounds.units;
}
