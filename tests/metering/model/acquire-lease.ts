import type { StoreAnswer, StoreRequest } from "@/lib/metering/core/types";
import { type Failed, fail } from "./fail";
import { isHeld } from "./hold";
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
  const known = tables.leases.get(leaseId);
  if (!account || account.kind === "system")
    return unknownAccount(tables, known ? "gone" : "closed", node.lastSeq, nowMs);
  const said = (status: Acquired["status"], granted = 0, ttlMs = 0): Acquired => ({
    fn: "lease_acquire",
    nowMs,
    lastSeq: node.lastSeq,
    status,
    granted,
    ttlMs,
    available: freeOf(account),
    ceiling: Math.min(freeOf(account) + returnable(tables, account, request, nowMs), unlimited),
    posted: account.posted,
    consumed: account.consumed,
    heldUnits: heldUnits(tables, account, request, nowMs),
    liveNodes: Math.max(1, aliveNodes(tables, nowMs)),
  });
  if (known) {
    const isOwn = known.nodeId === nodeId && known.nodeEpoch === epoch && known.accountId === accountId;
    return isOwn && known.state === "open"
      ? said("granted", known.granted, Math.max(known.expiresAtMs - nowMs, 0))
      : said("gone");
  }
  if (isHeld(tables, nowMs)) return said("hold");
  if (account.state === "frozen") return said("frozen");
  if (isOutside(account, request.extend, nowMs)) return said("closed");
  syncAccount(tables, account, nowMs);
  const granted = Math.min(want, freeOf(account));
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
  tables.leases.set(leaseId, lease);
  liveLeases(tables, accountId).add(lease);
  return said("granted", granted, ttlMs);
}

/** What an account without limit has free: more than any lease asks for. */
const unlimited = Number.MAX_SAFE_INTEGER;

function freeOf(account: AccountRow): number {
  return account.enforced ? availableOf(account) : unlimited;
}

/** After a restore: the account is not there any more. */
function unknownAccount(tables: Tables, status: Acquired["status"], lastSeq: number, nowMs: number): Acquired {
  return {
    fn: "lease_acquire",
    nowMs,
    lastSeq,
    status,
    granted: 0,
    ttlMs: 0,
    available: 0,
    ceiling: 0,
    posted: 0,
    consumed: 0,
    heldUnits: 0,
    liveNodes: Math.max(1, aliveNodes(tables, nowMs)),
  };
}

/** Not begun or over; a running stream may still draw more while the account is closing. */
function isOutside({ state, periodStartMs, periodEndMs }: AccountRow, isExtension: boolean, nowMs: number): boolean {
  if (state === "sealed" || nowMs < (periodStartMs ?? 0)) return true;
  const isOver = state === "closing" || (periodEndMs !== null && nowMs >= periodEndMs);
  return isOver && !isExtension;
}

/** Nothing outlives what it rests on; what is drawn after the period's end is not bound by that end any more. */
function ttlOf(tables: Tables, account: AccountRow, { ttlMs }: Acquire, nowMs: number): number {
  const untilEndMs = (account.periodEndMs ?? Number.POSITIVE_INFINITY) - nowMs;
  const bounded = Math.min(ttlMs, untilChangeMs(tables, account, nowMs));
  return untilEndMs > 0 ? Math.min(bounded, untilEndMs) : bounded;
}

/** What others may still give back: all of it but what they said is firm, and what lost nodes will hardly give back. */
function returnable(tables: Tables, account: AccountRow, request: Acquire, nowMs: number): number {
  let units = 0;
  for (const lease of foreignLeases(tables, account, request)) {
    const left = lease.granted - lease.settled;
    if (lease.state === "open") units += left - Math.min(lease.firm, left);
    else if (!isLost(tables, account, lease, nowMs)) units += left;
  }
  return units;
}

function heldUnits(tables: Tables, account: AccountRow, request: Acquire, nowMs: number): number {
  let units = 0;
  for (const lease of foreignLeases(tables, account, request))
    if (isLost(tables, account, lease, nowMs)) units += lease.granted - lease.settled;
  return units;
}

/** All but those of this very start of the node, which it knows itself. */
function foreignLeases(tables: Tables, account: AccountRow, { nodeId, epoch }: Acquire): LeaseRow[] {
  return [...liveLeases(tables, account.accountId)].filter(
    (lease) => lease.nodeId !== nodeId || lease.nodeEpoch !== epoch,
  );
}

/** An orphan of quota counts as used once it is older than the first minute; of credits it comes back. */
function isLost({ times }: Tables, account: AccountRow, lease: LeaseRow, nowMs: number): boolean {
  if (lease.state !== "orphan" || account.kind === "credit") return false;
  return nowMs - (lease.orphanedAtMs ?? nowMs) > times.freshOrphanMs;
}

function aliveNodes({ nodes, times }: Tables, nowMs: number): number {
  let alive = 0;
  for (const node of nodes.values()) if (nowMs - node.seenAtMs < times.aliveMs) alive++;
  return alive;
}
