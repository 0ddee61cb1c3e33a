import { splitCost } from "@/lib/metering/core/split-cost";
import type { CoreState, Recovery } from "@/lib/metering/core/state";
import type { JournalRecord } from "@/lib/metering/journal/types";

type Admit = Extract<JournalRecord, { type: "ADMIT" }>;

/** Ends the calls that a crash left in doubt (§7): by their last progress, else by what the ADMIT says. */
export function writeUnknowns(state: CoreState, recovery: Recovery): void {
  const open = recovery.inDoubt.filter(({ pos }) => !recovery.ended.has(pos));
  if (open.length === 0) return;
  state.out.push({ type: "alarm", alarm: "in_doubt", detail: `${open.length} calls` });
  for (const admit of open) writeUnknown(state, recovery, admit);
}

function writeUnknown(state: CoreState, recovery: Recovery, admit: Admit): void {
  const progress = recovery.progress.get(admit.pos);
  const units = progress?.units ?? admit.unknownUnits;
  const shares = (progress?.draws ?? admit.draws).map(({ lease, cost }) => {
    const open = recovery.opens.find((other) => other.lease === lease);
    return { lease, kind: open?.accountKind ?? ("quota" as const), accountId: open?.accountId ?? "", held: cost };
  });
  const costs = splitCost(shares, units, admit.perUnit);
  const draws = shares.map(({ lease }, n) => ({ lease, cost: costs[n] ?? 0 }));
  recovery.ended.add(admit.pos);
  state.counts.unknownOutcome++;
  state.out.push({
    type: "append",
    record: { type: "UNKNOWN", pos: ++state.pos, seq: ++state.seq, admitPos: admit.pos, units, draws, log: "" },
  });
}
