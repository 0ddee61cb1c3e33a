import type { StoreAnswer, StoreRequest } from "@/lib/metering/core/types";
import { type Failed, fail } from "./fail";
import { syncAccount, untilChangeMs } from "./sync-account";
import { type AccountRow, availableOf, type LeaseRow, liveLeases, type Tables } from "./tables";

type Acquire = StoreRequest & { fn: "lease_acquire" };
type Acquired = StoreAnswer & { fn: "lease_acquire" };

/** `lease_acquire`, in the order of the design: node, account, lease, hold, freeze, period, amount. */
export function acquireLease(tables: Tables, request: Acquire, nowMs: number): Acquired | Failed {
  const { leaseId, accountId, nodeId, epoch, want, min } = request;
  const node = tables.nodes.get(nodeId);
  if (node?.epoch !== epoch) return fail("fenced");
  const account = tables.accounts.get(accountId);
  if (!account) return fail("not_done");
  syncAccount(tables, account, nowMs);
  const said = (status: Acquired["status"], granted = 0, ttlMs = 0): Acquired => ({
    fn: "lease_acquire",
    nowMs,
    lastSeq: node.lastSeq,
    status,
    granted,
    ttlMs,
    available: availableOf(account),
    ceiling: ceilingOf(tables, account, nodeId, nowMs),
    posted: account.posted,
    consumed: account.consumed,
    heldUnits: heldUnits(tables, account, nowMs),
    liveNodes: Math.max(1, aliveNodes(tables, nowMs)),
  });
  const known = tables.leases.get(leaseId);
  if (known) {
    const isOwn = known.state === "open" && known.nodeId === nodeId && known.nodeEpoch === epoch;
    return isOwn ? said("granted", known.granted, known.expiresAtMs - known.openedAtMs) : said("gone");
  }
  if (tables.holdSinceMs !== null) return said("hold");
  if (account.state === "frozen") return said("frozen");
  if (!isInPeriod(account, nowMs) && !(request.extend && isEnding(account, nowMs))) return said("closed");
  const granted = Math.min(want, availableOf(account));
  if (granted < min) return said("refused");
  const ttlMs = ttlOf(tables, account, request, nowMs);
  const lease: LeaseRow = {
    leaseId,
    accountId,
    nodeId,
    nodeEpoch: epoch,
    granted,
    firm: 0,
    settled: 0,
    overrun: 0,
    state: "open",
    openedAtMs: nowMs,
    expiresAtMs: nowMs + ttlMs,
    orphanedAtMs: null,
  };
  account.reserved += granted;
  account.version++;
  tables.leases.set(leaseId, lease);
  liveLeases(tables, accountId).add(lease);
  return said("granted", granted, ttlMs);
}

function isInPeriod({ state, periodStartMs, periodEndMs }: AccountRow, nowMs: number): boolean {
  return (
    state === "open" &&
    (periodStartMs === null || nowMs >= periodStartMs) &&
    (periodEndMs === null || nowMs < periodEndMs)
  );
}

/** Over, but what was admitted in it may still draw more. */
function isEnding({ state, periodEndMs }: AccountRow, nowMs: number): boolean {
  return state === "closing" || (state === "open" && periodEndMs !== null && nowMs >= periodEndMs);
}

/** Nothing outlives what it rests on; what is drawn after the period's end is not bound by that end any more. */
function ttlOf(tables: Tables, account: AccountRow, { ttlMs }: Acquire, nowMs: number): number {
  const untilEndMs = (account.periodEndMs ?? Number.POSITIVE_INFINITY) - nowMs;
  const bounded = Math.min(ttlMs, untilChangeMs(tables, account, nowMs));
  return untilEndMs > 0 ? Math.min(bounded, untilEndMs) : bounded;
}

/** The most that this node could have if all others gave back what is not firm. */
function ceilingOf(tables: Tables, account: AccountRow, nodeId: string, nowMs: number): number {
  let units = availableOf(account);
  for (const lease of liveLeases(tables, account.accountId)) {
    const left = lease.granted - lease.settled;
    if (lease.state === "orphan") units += isHeld(tables, account, lease, nowMs) ? 0 : left;
    else if (lease.nodeId !== nodeId) units += left - Math.min(lease.firm, left);
  }
  return units;
}

function heldUnits(tables: Tables, account: AccountRow, nowMs: number): number {
  let units = 0;
  for (const lease of liveLeases(tables, account.accountId)) {
    if (lease.state === "orphan" && isHeld(tables, account, lease, nowMs)) units += lease.granted - lease.settled;
  }
  return units;
}

/** An orphan of quota counts as used once it is older than the first minute; of credits it comes back. */
function isHeld({ times }: Tables, account: AccountRow, lease: LeaseRow, nowMs: number): boolean {
  return account.kind !== "credit" && nowMs - (lease.orphanedAtMs ?? nowMs) >= times.freshOrphanMs;
}

function aliveNodes({ nodes, times }: Tables, nowMs: number): number {
  let alive = 0;
  for (const node of nodes.values()) if (nowMs - node.seenAtMs <= times.aliveMs) alive++;
  return alive;
}
