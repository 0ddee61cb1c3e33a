import { isHeld } from "./hold";
import { type LeaseRow, liveLeases, type Tables } from "./tables";

/**
 * `lease_reap`: an expired lease of a silent node is an orphan and stays reserved; an orphan past its hold is written
 * off, at once where an admin gave the node up. Time alone never gives units to anybody.
 */
export function reapLeases(tables: Tables, nowMs: number): void {
  for (const live of tables.live.values()) {
    for (const lease of live) {
      if (nowMs <= lease.expiresAtMs + tables.times.graceMs) continue;
      const node = tables.nodes.get(lease.nodeId);
      const isSilent = (node?.seenAtMs ?? 0) < nowMs - tables.times.silenceMs;
      if (node?.lostAtMs != null) writeOff(tables, lease);
      else if (lease.state === "orphan" && isSilent && isHoldOver(tables, lease, nowMs)) writeOff(tables, lease);
      else if (lease.state === "open" && isSilent) {
        lease.state = "orphan";
        lease.orphanedAtMs = nowMs;
      }
    }
  }
  isHeld(tables, nowMs);
}

function isHoldOver({ accounts, times }: Tables, lease: LeaseRow, nowMs: number): boolean {
  const account = accounts.get(lease.accountId);
  if (account?.kind === "credit" && nowMs > (lease.orphanedAtMs ?? nowMs) + times.creditHoldMs) return true;
  return account?.periodEndMs != null && nowMs >= account.periodEndMs;
}

/** Releases what a lost lease holds; its later usage becomes overrun. Also by an admin's hand. */
export function writeOff(tables: Tables, lease: LeaseRow): void {
  const account = tables.accounts.get(lease.accountId);
  if (!account || (lease.state !== "open" && lease.state !== "orphan")) return;
  const left = lease.granted - lease.settled;
  account.reserved -= left;
  lease.state = "written_off";
  liveLeases(tables, account.accountId).delete(lease);
  const unit = account.unit;
  if (left > 0)
    tables.transfers.push({
      kind: "write_off",
      unit,
      from: `suspense:${unit}`,
      to: `written_off:${unit}`,
      amount: left,
    });
}
