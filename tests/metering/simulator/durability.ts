import type { JournalDraw, JournalRecord } from "@/lib/metering/journal/types";
import { setPending } from "./books";
import type { Written } from "./sim-journal";
import type { Call, SimNode, World } from "./world";

/** What a node has written in its whole life, by the oracle's own book: the reader of the journal is not asked. */
export function noteWritten(world: World, node: SimNode, written: Written): void {
  const { record } = written;
  switch (record.type) {
    case "LEASE_OPEN":
      node.leaseNames.set(record.lease, { leaseId: record.leaseId, accountId: record.accountId, written });
      return;
    case "ADMIT": {
      const call = world.byRequest.get(record.requestId);
      if (!call) return;
      call.admit = written;
      call.draws = drawsOf(node, record.draws);
      call.leaseOpens = record.draws.flatMap(({ lease }) => node.leaseNames.get(lease)?.written ?? []);
      setPending(world, call, call.draws, call.hold.isFixed);
      node.admitted.set(record.pos, call);
      return;
    }
    case "OK":
    case "VOID": {
      const call = node.admitted.get(record.admitPos);
      if (!call) return;
      call.outcome = written;
      // Written late, after a full disk, it may be in the ledger already.
      if (!call.isBooked) setPending(world, call, record.type === "OK" ? drawsOf(node, record.draws) : [], true);
      node.admitted.delete(record.admitPos);
      return;
    }
    case "PROGRESS": {
      const call = node.admitted.get(record.admitPos);
      call?.progress.push(record.units);
      return;
    }
  }
}

/** An outcome that the disk did not take. */
export function noteUnwritten(node: SimNode, record: JournalRecord): void {
  if (record.type !== "OK" && record.type !== "VOID") return;
  const call = node.admitted.get(record.admitPos);
  if (call) call.isOutcomeUnwritten = true;
}

function drawsOf(node: SimNode, draws: readonly JournalDraw[]): Call["draws"] {
  return draws.map(({ lease, cost }) => {
    const named = node.leaseNames.get(lease);
    return { accountId: named?.accountId ?? "?", leaseId: named?.leaseId ?? null, cost };
  });
}

/** After a death: which records are gone from the disk. */
export function noteLosses(world: World, node: SimNode): void {
  for (const call of world.calls) {
    if (call.node !== node) continue;
    if (call.admit) call.isAdmitLost ||= isGone(node, call.admit);
    if (call.outcome) call.isOutcomeLost ||= isGone(node, call.outcome);
  }
}

function isGone({ disk }: SimNode, { places }: Written): boolean {
  return !places.some(({ file, end }) => file.length >= end || !disk.files.includes(file));
}

/** A damaged byte takes the record it stands in. */
export function noteDamage(call: Call, fileName: string, at: number): void {
  const isHit = (written: Written | null) =>
    written?.places.every(({ file, start, end }) => file.name === fileName && start <= at && at < end) ?? false;
  if (isHit(call.admit)) call.isAdmitLost = call.isDamaged = true;
  if (isHit(call.outcome)) call.isOutcomeLost = call.isDamaged = true;
  if (call.leaseOpens.some(isHit)) call.isDrawDamaged = true;
}
