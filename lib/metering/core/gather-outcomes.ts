import type { FlushRecord } from "@/lib/metering/core/types";
import type { JournalDraw, JournalRecord } from "@/lib/metering/journal/types";

type Of<Type extends JournalRecord["type"]> = Extract<JournalRecord, { type: Type }>;
type Names = Map<number, Of<"LEASE_OPEN">>;

/**
 * Outcomes of the journal as they go to the ledger, in order of their numbers. One whose ADMIT is lost is a gap that
 * keeps its draws: the units were spent, whoever spent them.
 */
export function gatherOutcomes(records: readonly JournalRecord[]): FlushRecord[] {
  const names: Names = new Map();
  const admits = new Map<number, Of<"ADMIT">>();
  const outcomes: FlushRecord[] = [];
  for (const record of records) {
    if (record.type === "LEASE_OPEN") names.set(record.lease, record);
    else if (record.type === "ADMIT") admits.set(record.pos, record);
    else if (record.type === "GAP") outcomes.push(gapOf(record.seq, record.draws, record.atMs, names));
    else if (record.type === "OK" || record.type === "VOID" || record.type === "UNKNOWN")
      outcomes.push(outcomeOf(record, admits.get(record.admitPos), names));
  }
  return outcomes.sort((a, b) => a.seq - b.seq);
}

/** Stands for a number whose record is lost: it draws on what its leases have left, or on nothing. */
export function gapOf(seq: number, draws: readonly JournalDraw[], atMs: number, names: Names): FlushRecord {
  const first = draws[0] ? names.get(draws[0].lease) : undefined;
  return {
    seq,
    requestId: null,
    tenantId: first?.tenantId || null,
    featureId: first?.featureId ?? null,
    keyId: null,
    routeId: null,
    outcome: "gap",
    cost: 0,
    admittedAtMs: atMs,
    draws: ledgerDraws(draws, names),
    log: "",
  };
}

function outcomeOf(
  record: Extract<JournalRecord, { admitPos: number; seq: number }>,
  admit: Of<"ADMIT"> | undefined,
  names: Names,
): FlushRecord {
  if (!admit) return gapOf(record.seq, record.draws, 0, names);
  const { requestId, tenantId, featureId, keyId, routeId, admittedAtMs } = admit;
  return {
    seq: record.seq,
    requestId,
    tenantId,
    featureId,
    keyId,
    routeId,
    outcome: record.type === "OK" ? "ok" : record.type === "VOID" ? "void" : "unknown",
    cost: record.units,
    admittedAtMs,
    draws: ledgerDraws(record.draws, names),
    log: record.log,
  };
}

function ledgerDraws(draws: readonly JournalDraw[], names: Names): FlushRecord["draws"] {
  const named: FlushRecord["draws"] = [];
  for (const { lease, cost } of draws) {
    const open = names.get(lease);
    if (open) named.push({ accountId: open.accountId, leaseId: open.leaseId, cost });
  }
  return named;
}
