import { newSegment, type Segment } from "@/lib/metering/server/journal/segment";
import type { DiskFile } from "./disk";

/** A segment as the production journal books it, on a simulated disk. */
export type SimSegment = Segment & { disk: DiskFile };

export const beginSegment = (disk: DiskFile): SimSegment => ({
  ...newSegment(Number(disk.name), disk.name, 0),
  disk,
});

/** Nothing in it is of use any more: no open lease, no running call, no outcome that the ledger lacks. */
export function isFlushed({ pins, maxSeq, neededSeq }: SimSegment, flushedSeq: number): boolean {
  return pins === 0 && Math.max(maxSeq, neededSeq) <= flushedSeq;
}
