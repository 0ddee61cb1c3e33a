import type { JournalRecord } from "@/lib/metering/journal/types";
import type { Segment } from "@/lib/metering/server/journal/segment";
import type { DiskFile } from "./disk";

/** A segment as the production journal books it, on a simulated disk. */
export type SimSegment = Segment & { disk: DiskFile };

export function beginSegment(disk: DiskFile): SimSegment {
  return {
    disk,
    id: Number(disk.name),
    file: disk.name,
    bytes: 0,
    fd: null,
    firstPos: 0,
    lastPos: 0,
    minSeq: Number.POSITIVE_INFINITY,
    maxSeq: 0,
    pins: 0,
    neededSeq: 0,
    sealedAtMs: null,
    isRead: true,
  };
}

export function noteSeq(segment: SimSegment, record: JournalRecord): void {
  if (segment.firstPos === 0) segment.firstPos = record.pos;
  segment.lastPos = record.pos;
  if (!("seq" in record) || record.type === "CURSOR") return;
  segment.minSeq = Math.min(segment.minSeq, record.seq);
  segment.maxSeq = Math.max(segment.maxSeq, record.seq);
}

/** Nothing in it is of use any more: no open lease, no running call, no outcome that the ledger lacks. */
export function isFlushed({ pins, maxSeq, neededSeq }: SimSegment, flushedSeq: number): boolean {
  return pins === 0 && Math.max(maxSeq, neededSeq) <= flushedSeq;
}
