import { encodeRecord } from "@/lib/metering/journal/encode-record";
import { headerBytes } from "@/lib/metering/journal/layout";
import { encodeHeader } from "@/lib/metering/journal/segment-header";
import type { JournalRecord } from "@/lib/metering/journal/types";
import type { JournalDisk } from "@/lib/metering/server/journal/journal-disk";
import type { JournalSegments } from "@/lib/metering/server/journal/journal-segments";
import type { RecordPins } from "@/lib/metering/server/journal/record-pins";
import { noteRecord, type Segment } from "@/lib/metering/server/journal/segment";
import { log } from "@/lib/server/log";

const nothing = Buffer.alloc(0);

/**
 * Puts records one behind the other into segments, and goes on to the next when one is full. What was put is in memory
 * until `write`, so that one system call carries many records.
 */
export class SegmentWriter {
  active: Segment | null = null;
  /** Files that may hold something that is not on the disk, oldest first. */
  unsynced: Segment[] = [];
  /** A write has failed: what is in memory must be written anew. */
  isBroken = false;
  /** Bytes of the active segment that are spoken for, and those that are written. */
  private at = 0;
  private writtenAt = 0;
  private bytes: Buffer = nothing;
  private from = 0;
  private to = 0;

  constructor(
    private readonly segments: JournalSegments,
    private readonly disk: JournalDisk,
    private readonly pins: RecordPins,
    /** Of the segments to come. */
    readonly header: { nodeId: string; bootId: string; epoch: number },
  ) {}

  /**
   * Encodes the record at `start` of `bytes` and answers where it ends; -1 when there is no room for it, or a write has
   * failed. `isAgain`: it stands in an earlier segment that may be damaged.
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
      if (this.at + end - start <= segment.bytes) {
        if ((this.bytes !== bytes || this.to !== start) && !this.write()) return -1;
        if (this.from === this.to) {
          this.bytes = bytes;
          this.from = start;
        }
        this.to = end;
        noteRecord(segment, record, this.at, this.at + end - start);
        this.at += end - start;
        if (isAgain) this.pins.move(segment, record);
        else this.pins.note(segment, record);
        return end;
      }
      if (!this.write()) return -1;
      this.seal();
    }
    return -1;
  }

  /** Gives the system what was put since the last time. False: nobody knows how much of it arrived. */
  write(): boolean {
    if (this.isBroken) return false;
    if (this.from === this.to) return true;
    this.isBroken = !this.writeBytes(this.bytes, this.from, this.to);
    this.from = this.to;
    return !this.isBroken;
  }

  /** The next record goes into a new segment, whatever became of the last write. */
  startAnew(): void {
    this.seal();
    this.unsynced = [];
    this.from = this.to;
    this.isBroken = false;
  }

  /** What comes from now on was written in this start of the machine, and stands in segments that say so. */
  endBoot(bootId: string): void {
    if (!this.write()) return;
    this.seal();
    this.header.bootId = bootId;
  }

  private seal(): void {
    if (this.active) this.active.sealedAtMs = Date.now();
    this.active = null;
  }

  private writeBytes(bytes: Buffer, start: number, end: number): boolean {
    const segment = this.active as Segment;
    try {
      for (let from = start; from < end; ) {
        const written = this.disk.write(segment.fd as number, bytes, from, end - from, this.writtenAt);
        from += written;
        this.writtenAt += written;
      }
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
    this.unsynced.push(segment);
    this.writtenAt = 0;
    this.at = headerBytes;
    const neededFrom = this.segments.neededFrom();
    const header = encodeHeader({ ...this.header, segmentId: segment.id, firstPos, neededFrom });
    if (this.writeBytes(header, 0, headerBytes)) return segment;
    this.isBroken = true;
    this.seal();
    return null;
  }
}
