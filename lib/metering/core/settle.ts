import { enqueueOutcome } from "@/lib/metering/core/enqueue-outcome";
import { endHold } from "@/lib/metering/core/lease";
import { nameLease } from "@/lib/metering/core/name-lease";
import { markDirty } from "@/lib/metering/core/schedule";
import { splitCost } from "@/lib/metering/core/split-cost";
import type { Call, CoreState, Draw } from "@/lib/metering/core/state";
import type { FlushRecord } from "@/lib/metering/core/types";
import type { JournalDraw } from "@/lib/metering/journal/types";
import type { Admission, Ending } from "@/lib/metering/types";

/** Journals how a call ended and gives back what it did not cost (§5.7). A second ending is ignored. */
export function settle(state: CoreState, admission: Admission, ending: Ending): void {
  const call = state.inFlight.get(admission.pos);
  if (!call) return;
  state.inFlight.delete(call.pos);
  const units = ending.outcome === "ok" ? chargedUnits(state, call, ending.units) : 0;
  const seq = ++state.seq;
  const draws: JournalDraw[] = [];
  const record: FlushRecord = {
    seq,
    requestId: call.requestId,
    tenantId: call.hold.tenantId,
    featureId: call.hold.featureId,
    keyId: call.hold.keyId,
    routeId: call.hold.routeId,
    outcome: ending.outcome,
    cost: units,
    admittedAtMs: call.admittedAtMs,
    draws: [],
    log: ending.log,
  };
  releaseDraws(state, call, units, seq, draws, record.draws);
  const type = ending.outcome === "ok" ? "OK" : "VOID";
  state.counts[ending.outcome]++;
  state.out.push({
    type: "append",
    record: { type, pos: ++state.pos, seq, admitPos: call.pos, units, draws, log: ending.log },
  });
  enqueueOutcome(state, record);
}

/** Ends a call's holds: what it cost is spent, the rest is free for others. */
function releaseDraws(
  state: CoreState,
  call: Call,
  units: number,
  seq: number,
  journal: JournalDraw[],
  ledger: FlushRecord["draws"],
): void {
  const { isFixed } = call.hold;
  const costs = costsOf(call, units);
  for (let n = 0; n < call.draws.length; n++) {
    const { lease, held } = call.draws[n] as Draw;
    const cost = costs?.[n] ?? (costs ? 0 : units * call.perUnit);
    const { account } = lease;
    nameLease(state, lease);
    endHold(lease, held, cost, isFixed);
    lease.lastSeq = seq;
    lease.inFlight--;
    account.inFlight--;
    journal.push({ lease: lease.number, cost });
    ledger.push({ accountId: account.id ?? "", leaseId: lease.id, cost });
    if (account.waiting.size > 0) markDirty(state, account);
  }
}

/** A single draw pays everything; null says so. */
function costsOf(call: Call, units: number): number[] | null {
  if (call.draws.length === 1) return null;
  const shares = call.draws.map(({ lease, held }) => ({
    kind: lease.account.kind,
    accountId: lease.account.name,
    held,
  }));
  return splitCost(shares, units, call.perUnit);
}

/** What the upstream says it cost, or what was held where that cannot be true (§7). */
function chargedUnits(state: CoreState, call: Call, units: number): number {
  if (Number.isSafeInteger(units) && units >= 0 && units <= call.units) return units;
  state.out.push({ type: "alarm", alarm: "bad_cost", detail: `${call.requestId} ${call.hold.routeId} ${units}` });
  return call.units;
}
