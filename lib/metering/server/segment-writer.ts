import { encodeRecord } from "@/lib/metering/journal/encode-record";
import { headerBytes } from "@/lib/metering/journal/layout";
import { encodeHeader } from "@/lib/metering/journal/segment-header";
import type { JournalRecord } from "@/lib/metering/journal/types";
import type { JournalDisk } from "@/lib/metering/server/journal-disk";
import type { JournalSegments, Segment } from "@/lib/metering/server/journal-segments";
import type { RecordPins } from "@/lib/metering/server/record-pins";
import { log } from "@/lib/server/log";

/** Writes records one behind the other into segments, and goes on to the next when one is full or takes no more. */
export class SegmentWriter {
  active: Segment | null = null;
  /** Bytes of the active segment that hold its header and whole records. */
  at = 0;
  /** Files that may hold something that is not on the disk, oldest first. */
  unsynced: Segment[] = [];

  constructor(
    private readonly segments: JournalSegments,
    private readonly disk: JournalDisk,
    private readonly pins: RecordPins,
    /** Of the segments to come. */
    readonly header: { nodeId: string; bootId: string; epoch: number },
  ) {}

  /**
   * Encodes the record at `start` of `bytes`, writes it, and answers where it ends; -1 when it could not be written.
   * `isAgain`: it stands in an earlier segment that may be damaged.
   */
  append(bytes: Buffer, start: number, record: JournalRecord, isAgain = false): number {
    for (let attempt = 0; attempt < 2; attempt++) {
      const segment = this.active ?? this.begin(record.pos);
      if (!segment) return -1;
      const end = encodeRecord(bytes, start, record, segment.id);
      if (end < 0) {
        log().error({ type: record.type, pos: record.pos }, "a record is too large for the journal");
        return -1;
      }
      if (this.at + end - start <= segment.bytes && this.write(segment, bytes, start, end)) {
        note(segment, record);
        if (isAgain) this.pins.move(segment, record);
        else this.pins.note(segment, record);
        return end;
      }
      this.seal();
    }
    return -1;
  }

  /** The next record goes into a new segment. */
  seal(): void {
    if (this.active) this.active.sealedAtMs = Date.now();
    this.active = null;
  }

  /** Writes behind what the segment holds. A part that fails is written over or left behind: it ends nothing. */
  private write(segment: Segment, bytes: Buffer, start: number, end: number): boolean {
    try {
      for (let from = start; from < end; ) {
        from += this.disk.write(segment.fd as number, bytes, from, end - from, this.at + from - start);
      }
      this.at += end - start;
      return true;
    } catch (err) {
      log().error({ err, file: segment.file }, "the journal could not be written");
      return false;
    }
  }

  private begin(firstPos: number): Segment | null {
    const segment = this.segments.take();
    if (!segment) return null;
    this.active = segment;
    segment.firstPos = firstPos;
    this.at = 0;
    this.unsynced.push(segment);
    const neededFrom = this.segments.neededFrom();
    const header = encodeHeader({ ...this.header, segmentId: segment.id, firstPos, neededFrom });
    if (this.write(segment, header, 0, headerBytes)) return segment;
    this.seal();
    return null;
  }
}

function note(segment: Segment, record: JournalRecord): void {
  segment.lastPos = record.pos;
  if (!("seq" in record) || record.type === "CURSOR") return;
  if (record.seq < segment.minSeq) segment.minSeq = record.seq;
  if (record.seq > segment.maxSeq) segment.maxSeq = record.seq;
}
