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
  node.flushedUntilMs = Math.max(node.flushedUntilMs ?? 0, request.flushedUntilMs);
  return { fn: "usage_flush", nowMs, lastSeq: node.lastSeq };
}

function isDense(records: FlushRecord[], after: number): boolean {
  return records.every(({ seq }, index) => seq === after + index + 1);
}

/** Books records in the order of their numbers; exported for the planted defects. */
export function applyRecords(tables: Tables, node: NodeRow, records: FlushRecord[]): void {
  if (records.length === 0) return;
  const groups = new Map<string, Group>();
  const lateAccounts = new Set<string>();
  for (const record of records) storeEvent(tables, node, record, groups, lateAccounts);
  node.lastSeq += records.length;
  const ordered = [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [, group] of ordered) settleGroup(tables, group);
}

function storeEvent(
  tables: Tables,
  node: NodeRow,
  record: FlushRecord,
  groups: Map<string, Group>,
  lateAccounts: Set<string>,
): void {
  const { requestId, seq } = record;
  const isRepeat = requestId !== null && tables.requests.has(requestId);
  const draws = isRepeat ? [] : record.draws.map((draw) => knownDraw(tables, draw));
  const event: EventRow = {
    nodeId: node.nodeId,
    seq,
    requestId,
    tenantId: record.tenantId,
    outcome: isRepeat ? "dup" : record.outcome,
    cost: isRepeat ? 0 : record.cost,
    billable: !isRepeat && record.outcome !== "gap",
    late: draws.some(({ accountId }) => tables.accounts.get(accountId)?.state === "sealed"),
    admittedAtMs: record.admittedAtMs,
  };
  if (event.late) for (const { accountId } of draws) lateAccounts.add(accountId);
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
function knownDraw(tables: Tables, draw: FlushRecord["draws"][number]): FlushRecord["draws"][number] {
  return tables.accounts.has(draw.accountId) ? draw : { ...draw, accountId: "suspense", leaseId: null };
}

function settleGroup(tables: Tables, group: Group): void {
  const { cost } = group;
  const account = tables.accounts.get(group.accountId) ?? suspense(tables);
  const lease = group.leaseId === null ? undefined : tables.leases.get(group.leaseId);
  const isLive = lease !== undefined && (lease.state === "open" || lease.state === "orphan");
  const settled = isLive ? Math.min(cost, lease.granted - lease.settled) : 0;
  if (lease) {
    lease.settled += settled;
    lease.overrun += cost - settled;
    lease.firm = 0;
  }
  account.consumed += cost;
  account.reserved -= settled;
  account.version++;
  const kind = kindOf(account, group, cost - settled);
  const unit = account.unit;
  if (cost > 0) tables.transfers.push({ kind, unit, from: account.accountId, to: `used:${unit}`, amount: cost });
}

function kindOf(account: AccountRow, group: Group, overrun: number): TransferRow["kind"] {
  if (account.state === "sealed") return "late";
  if (group.gapCost > 0) return "gap";
  return overrun > 0 && account.enforced ? "overrun" : "usage";
}

function suspense(tables: Tables): AccountRow {
  const known = tables.accounts.get("suspense");
  if (known) return known;
  const account: AccountRow = {
    accountId: "suspense",
    tenantId: null,
    kind: "system",
    unit: "unknown",
    featureId: null,
    keyId: null,
    mode: "live",
    periodStartMs: null,
    periodEndMs: null,
    enforced: false,
    posted: 0,
    consumed: 0,
    reserved: 0,
    state: "open",
    version: 0,
  };
  tables.accounts.set("suspense", account);
  return account;
}
