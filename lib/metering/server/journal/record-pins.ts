import type { JournalRecord } from "@/lib/metering/journal/types";
import { NumberMap } from "@/lib/metering/number-map";
import type { Segment } from "@/lib/metering/server/journal/segment";

/** Which segments hold something that later records refer to: open leases, and calls without an outcome. */
export class RecordPins {
  private readonly leases = new Map<number, Segment>();
  private readonly openings = new Map<number, number>();
  private readonly calls = new NumberMap<Segment>();

  /** A record was written to a segment for the first time. */
  note(segment: Segment, record: JournalRecord): void {
    switch (record.type) {
      case "LEASE_OPEN":
        pin(this.leases, record.lease, segment);
        this.openings.set(record.lease, record.pos);
        return;
      case "ADMIT":
        pin(this.calls, record.pos, segment);
        return;
      case "LEASE_CLOSE":
        release(this.leases, record.lease);
        this.openings.delete(record.lease);
        return;
      case "OK":
      case "VOID":
      case "UNKNOWN": {
        // An outcome goes to the ledger with what its ADMIT says.
        const held = release(this.calls, record.admitPos);
        if (held && record.seq > held.neededSeq) held.neededSeq = record.seq;
        return;
      }
      default:
        return;
    }
  }

  /** Pos of an open lease's LEASE_OPEN. */
  openingOf(lease: number): number | undefined {
    return this.openings.get(lease);
  }

  /** A record that was written before now stands in another segment. */
  move(segment: Segment, record: JournalRecord): void {
    if (record.type === "LEASE_OPEN" && this.leases.has(record.lease)) pin(this.leases, record.lease, segment);
    if (record.type === "ADMIT" && this.calls.has(record.pos)) pin(this.calls, record.pos, segment);
    segment.neededSeq = Math.max(segment.neededSeq, "seq" in record ? record.seq : 0);
  }
}

type Pins = Pick<Map<number, Segment>, "get" | "delete"> & { set(key: number, segment: Segment): unknown };

function pin(pins: Pins, key: number, segment: Segment): void {
  release(pins, key);
  pins.set(key, segment);
  segment.pins++;
}

function release(pins: Pins, key: number): Segment | undefined {
  const held = pins.get(key);
  if (!held) return undefined;
  held.pins--;
  pins.delete(key);
  return held;
}
