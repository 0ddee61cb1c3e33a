import { enqueueOutcome } from "@/lib/metering/core/enqueue-outcome";
import { gapOf } from "@/lib/metering/core/gather-outcomes";
import type { CoreState, Recovery } from "@/lib/metering/core/state";
import { storeNow } from "@/lib/metering/core/store-now";
import type { LiveLease } from "@/lib/metering/core/types";
import type { JournalDraw, JournalRecord } from "@/lib/metering/journal/types";

type Opened = Extract<JournalRecord, { type: "LEASE_OPEN" }>;

/** Leases that one GAP record names at most: a record holds 64 KiB. */
const maxDraws = 1_000;

/** Books what is left on leases whose records may be lost, one gap an account, so that nothing is sold twice (C9). */
export function bookGaps(state: CoreState, recovery: Recovery): void {
  state.out.push({ type: "alarm", alarm: "power_loss", detail: `${recovery.leases.length} leases` });
  const byAccount = new Map<string, LiveLease[]>();
  for (const lease of recovery.leases) {
    if (!recovery.bookKinds.includes(lease.accountKind) || lease.granted <= lease.settled) continue;
    byAccount.set(lease.accountId, [...(byAccount.get(lease.accountId) ?? []), lease]);
  }
  recovery.isBooked = true;
  for (const leases of byAccount.values())
    for (let i = 0; i < leases.length; i += maxDraws) writeGap(state, recovery, leases.slice(i, i + maxDraws));
}

function writeGap(state: CoreState, recovery: Recovery, leases: readonly LiveLease[]): void {
  const names = new Map<number, Opened>();
  const draws: JournalDraw[] = leases.map((lease) => {
    const open = nameOld(state, recovery, lease);
    names.set(open.lease, open);
    return { lease: open.lease, cost: lease.granted - lease.settled };
  });
  const atMs = storeNow(state, state.mono);
  const seq = ++state.seq;
  state.counts.gap++;
  state.out.push({ type: "append", record: { type: "GAP", pos: ++state.pos, seq, draws, atMs } });
  enqueueOutcome(state, gapOf(seq, draws, atMs, names));
}

/** A lease whose LEASE_OPEN is lost is named anew; whose tenant it was, the store knows. */
function nameOld(state: CoreState, recovery: Recovery, lease: LiveLease): Opened {
  const known = recovery.opens.find(({ leaseId }) => leaseId === lease.leaseId);
  if (known) return known;
  const { leaseId, accountId, accountKind, unit, granted } = lease;
  const pos = ++state.pos;
  const names = { leaseId, accountId, accountKind, unit, granted, tenantId: "", featureId: null };
  const open: Opened = { type: "LEASE_OPEN", pos, lease: pos, ...names };
  state.out.push({ type: "append", record: open });
  recovery.opens.push(open);
  return open;
}
