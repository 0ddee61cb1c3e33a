import { type LeaseRow, liveLeases, type Tables } from "./tables";

/**
 * `lease_reap`: an expired lease of a silent node is an orphan and stays reserved; an orphan past its hold is written
 * off. Time alone never gives units to anybody.
 */
export function reapLeases(tables: Tables, nowMs: number): void {
  for (const live of tables.live.values()) {
    for (const lease of live) {
      if (lease.state === "open" && isSilent(tables, lease, nowMs)) {
        lease.state = "orphan";
        lease.orphanedAtMs = nowMs;
      } else if (lease.state === "orphan" && isHoldOver(tables, lease, nowMs)) writeOff(tables, lease);
    }
  }
}

function isSilent({ nodes, times }: Tables, lease: LeaseRow, nowMs: number): boolean {
  const seenAtMs = nodes.get(lease.nodeId)?.seenAtMs ?? 0;
  return nowMs > lease.expiresAtMs + times.graceMs && nowMs > seenAtMs + times.silenceMs;
}

function isHoldOver({ accounts, times }: Tables, lease: LeaseRow, nowMs: number): boolean {
  const account = accounts.get(lease.accountId);
  if (account?.kind === "credit") return nowMs > (lease.orphanedAtMs ?? nowMs) + times.creditHoldMs;
  return account?.periodEndMs != null && nowMs >= account.periodEndMs;
}

/** Releases what a lost lease holds; its later usage becomes overrun. Also by an admin's hand. */
export function writeOff(tables: Tables, lease: LeaseRow): void {
  const account = tables.accounts.get(lease.accountId);
  if (!account || (lease.state !== "open" && lease.state !== "orphan")) return;
  const left = lease.granted - lease.settled;
  account.reserved -= left;
  account.version++;
  lease.state = "written_off";
  liveLeases(tables, account.accountId).delete(lease);
  const unit = account.unit;
  if (left > 0)
    tables.transfers.push({
      kind: "write_off",
      unit,
      from: `issued:${unit}`,
      to: `written_off:${unit}`,
      amount: left,
    });
}
