import type { FlushRecord, StoreAnswer, StoreRequest } from "@/lib/metering/core/types";
import { type Failed, fail } from "./fail";
import type { AccountRow, EventRow, NodeRow, Tables, TransferRow } from "./tables";

type Flush = StoreRequest & { fn: "usage_flush" };
/** Costs of one batch on one account and one lease. */
type Group = { accountId: string; leaseId: string | null; cost: number; gapCost: number };

/** `usage_flush`: total. Only a fence or a gap in seq is an error; everything else is marked. */
export function flushUsage(tables: Tables, request: Flush, nowMs: number): StoreAnswer | Failed {
  const node = tables.nodes.get(request.nodeId);
  if (node?.epoch !== request.epoch) return fail("fenced");
  const fresh = request.batch.filter(({ seq }) => seq > node.lastSeq);
  if (!isDense(fresh, node.lastSeq)) return fail("gap");
  applyRecords(tables, node, fresh);
  node.seenAtMs = nowMs;
  node.flushedUntilMs = Math.max(node.flushedUntilMs ?? 0, Math.min(request.flushedUntilMs, nowMs));
  return { fn: "usage_flush", nowMs, lastSeq: node.lastSeq };
}

function isDense(records: FlushRecord[], after: number): boolean {
  return records.every(({ seq }, index) => seq === after + index + 1);
}

/** Books records in the order of their numbers; exported for the planted defects. */
export function applyRecords(tables: Tables, node: NodeRow, records: FlushRecord[]): void {
  if (records.length === 0) return;
  const groups = new Map<string, Group>();
  for (const record of records) storeEvent(tables, node, record, groups);
  node.lastSeq += records.length;
  const ordered = [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [, group] of ordered) settleGroup(tables, node, group);
}

function storeEvent(tables: Tables, node: NodeRow, record: FlushRecord, groups: Map<string, Group>): void {
  const { requestId, seq } = record;
  const isRepeat = requestId !== null && tables.requests.has(requestId);
  const draws = isRepeat ? [] : record.draws.map((draw) => knownDraw(tables, record.featureId, draw));
  const event: EventRow = {
    nodeId: node.nodeId,
    seq,
    requestId,
    tenantId: record.tenantId,
    outcome: isRepeat ? "dup" : record.outcome,
    cost: isRepeat ? 0 : record.cost,
    billable: !isRepeat && record.outcome !== "gap",
    late: draws.some(({ accountId, cost }) => cost > 0 && tables.accounts.get(accountId)?.state === "sealed"),
    admittedAtMs: record.admittedAtMs,
  };
  let events = tables.events.get(node.nodeId);
  if (!events) {
    events = [];
    tables.events.set(node.nodeId, events);
  }
  events.push(event);
  if (requestId !== null && !isRepeat) tables.requests.set(requestId, event);
  draws.forEach((draw, n) => {
    if (draw.cost > 0) tables.draws.push({ nodeId: node.nodeId, seq, n, ...draw });
    const key = `${draw.accountId}|${draw.leaseId ?? ""}`;
    const group = groups.get(key) ?? { accountId: draw.accountId, leaseId: draw.leaseId, cost: 0, gapCost: 0 };
    group.cost += draw.cost;
    if (record.outcome === "gap") group.gapCost += draw.cost;
    groups.set(key, group);
  });
}

/** An account that nobody knows is no reason to stop: its use is booked to suspense. */
function knownDraw(
  tables: Tables,
  featureId: string | null,
  draw: FlushRecord["draws"][number],
): FlushRecord["draws"][number] {
  if (tables.accounts.has(draw.accountId)) return draw;
  return { accountId: `suspense:${featureId ?? "unknown"}`, leaseId: null, cost: draw.cost };
}

function settleGroup(tables: Tables, node: NodeRow, { accountId, leaseId, cost, gapCost }: Group): void {
  const account = tables.accounts.get(accountId);
  if (!account) {
    // System accounts have no totals.
    bookUse(tables, accountId, accountId.slice("suspense:".length), cost - gapCost, "usage");
    bookUse(tables, accountId, accountId.slice("suspense:".length), gapCost, "gap");
    return;
  }
  const named = leaseId === null ? undefined : tables.leases.get(leaseId);
  const lease = named?.accountId === accountId && named.nodeId === node.nodeId ? named : undefined;
  const isLive = lease !== undefined && (lease.state === "open" || lease.state === "orphan");
  const covered = isLive ? Math.min(cost, lease.granted - lease.settled) : 0;
  if (lease) {
    lease.settled += covered;
    lease.overrun += cost - covered;
    lease.firm = 0;
  }
  account.consumed += cost;
  account.reserved -= covered;
  const { unit } = account;
  bookUse(tables, accountId, unit, cost - gapCost, kindOf(account, cost - covered));
  bookUse(tables, accountId, unit, gapCost, account.state === "sealed" ? "late" : "gap");
}

function kindOf(account: AccountRow, overrun: number): TransferRow["kind"] {
  if (account.state === "sealed") return "late";
  return overrun > 0 && account.enforced ? "overrun" : "usage";
}

function bookUse(tables: Tables, from: string, unit: string, amount: number, kind: TransferRow["kind"]): void {
  if (amount > 0) tables.transfers.push({ kind, unit, from, to: `used:${unit}`, amount });
}
