import type { FlushRecord } from "@/lib/metering/core/types";
import { reapLeases } from "../model/reap-leases";
import { type AccountRow, liveLeases, type Tables } from "../model/tables";
import type { Defect } from "../simulator/world";

/** Mistakes in the store's functions, made around the model of them. */
export const storeDefects: readonly (() => Defect)[] = [
  () => ({
    name: "a flush without the cursor",
    store(tables, request, _nowMs, next) {
      const first = request.fn === "usage_flush" ? request.batch[0] : undefined;
      const node = request.fn === "usage_flush" ? tables.nodes.get(request.nodeId) : undefined;
      if (!first || !node || request.fn !== "usage_flush" || node.epoch !== request.epoch) return next(request);
      const { lastSeq } = node;
      for (const { requestId } of request.batch) if (requestId !== null) tables.requests.delete(requestId);
      node.lastSeq = Math.min(lastSeq, first.seq - 1);
      const result = next(request);
      node.lastSeq = Math.max(lastSeq, node.lastSeq);
      return result;
    },
  }),
  () => ({
    name: "a reaper that gives away what a silent node holds",
    reap(tables, nowMs) {
      reapLeases(tables, nowMs);
      for (const live of tables.live.values())
        for (const lease of live) if (lease.state === "orphan") release(tables, lease.leaseId);
    },
  }),
  () => ({
    name: "a period taken from when the call ended",
    store(tables, request, nowMs, next) {
      if (request.fn !== "usage_flush") return next(request);
      return next({ ...request, batch: request.batch.map((record) => inPresentPeriod(tables, record, nowMs)) });
    },
  }),
  () => ({
    name: "an acquire that does not know its own id again",
    store(tables, request, _nowMs, next) {
      if (request.fn !== "lease_acquire") return next(request);
      const known = tables.leases.get(request.leaseId);
      if (known?.state === "open") {
        tables.leases.delete(request.leaseId);
        liveLeases(tables, known.accountId).delete(known);
      }
      return next(request);
    },
  }),
  () => ({
    name: "a close that does not wait for calls in flight",
    house({ tables }) {
      for (const live of tables.live.values())
        for (const lease of live) if (lease.settled > 0) release(tables, lease.leaseId);
    },
  }),
  () => ({
    name: "an epoch that nobody looks at",
    store(tables, request, _nowMs, next) {
      const epoch = "nodeId" in request ? (tables.nodes.get(request.nodeId)?.epoch ?? 0) : 0;
      return next("epoch" in request ? { ...request, epoch } : request);
    },
  }),
  () => ({
    name: "a refund that is forgotten when the upstream failed",
    store(_tables, request, _nowMs, next) {
      if (request.fn !== "usage_flush") return next(request);
      const batch = request.batch.map((record) => (record.outcome === "void" ? charged(record) : record));
      return next({ ...request, batch });
    },
  }),
  () => ({
    name: "an acquire that reads what is free before it has the lock",
    store(tables, request, nowMs, next) {
      if (request.fn !== "lease_acquire") return next(request);
      const account = tables.accounts.get(request.accountId);
      const last = account && recentGrant(tables, account, request.leaseId, nowMs);
      if (!account || !last) return next(request);
      // What another transaction took within the last milliseconds is not seen.
      account.reserved -= last;
      const result = next(request);
      account.reserved += last;
      return result;
    },
  }),
];

function release(tables: Tables, leaseId: string): void {
  const lease = tables.leases.get(leaseId);
  const account = lease && tables.accounts.get(lease.accountId);
  if (!account) return;
  account.reserved -= lease.granted - lease.settled;
  lease.state = "closed";
  liveLeases(tables, account.accountId).delete(lease);
}

function inPresentPeriod(tables: Tables, record: FlushRecord, nowMs: number): FlushRecord {
  const draws = record.draws.map((draw) => {
    const account = tables.accounts.get(draw.accountId);
    const present = account && [...tables.accounts.values()].find((other) => isPresent(account, other, nowMs));
    return present && present !== account ? { ...draw, accountId: present.accountId, leaseId: null } : draw;
  });
  return { ...record, draws };
}

function isPresent(account: AccountRow, other: AccountRow, nowMs: number): boolean {
  if (other.kind !== account.kind || other.tenantId !== account.tenantId || other.kind === "credit") return false;
  return (other.periodStartMs ?? 0) <= nowMs && nowMs < (other.periodEndMs ?? 0);
}

function charged(record: FlushRecord): FlushRecord {
  return { ...record, cost: 1, draws: record.draws.map((draw) => ({ ...draw, cost: 1 })) };
}

function recentGrant(tables: Tables, account: AccountRow, leaseId: string, nowMs: number): number {
  let units = 0;
  for (const lease of liveLeases(tables, account.accountId))
    if (lease.leaseId !== leaseId && lease.openedAtMs > nowMs - 5) units += lease.granted - lease.settled;
  return units;
}
