import type { Tables } from "./tables";

/** `ledger_hold_set`: a restored copy does not know every lease; the first node to notice sets the time. */
export function setHold(tables: Tables, nowMs: number): void {
  const { holdSinceMs, times } = tables;
  if (holdSinceMs === null || holdSinceMs < nowMs - times.restoreHoldMs) tables.holdSinceMs = nowMs;
}

/** `is_ledger_held`: until each node of the day before has started anew and flushed, or is lost; ends the hold itself. */
export function isHeld(tables: Tables, nowMs: number): boolean {
  const { holdSinceMs: sinceMs, times, nodes } = tables;
  if (sinceMs === null) return false;
  const isAwaited = [...nodes.values()].some(
    ({ lostAtMs, seenAtMs, startedAtMs }) =>
      lostAtMs === null &&
      seenAtMs > sinceMs - 24 * 3_600_000 &&
      !(startedAtMs >= sinceMs - 1_000 && seenAtMs > startedAtMs),
  );
  if (nowMs < sinceMs + times.restoreHoldMs && isAwaited) return true;
  tables.holdSinceMs = null;
  return false;
}
