import fs from "node:fs";
import path from "node:path";
import type { JournalDisk } from "@/lib/metering/server/journal-disk";
import { log } from "@/lib/server/log";

/** One file of the journal. `minSeq` and `maxSeq` are of its outcomes: Infinity and 0 while it has none. */
export type Segment = {
  id: number;
  file: string;
  bytes: number;
  /** Open while it is written to or waits to be. */
  fd: number | null;
  firstPos: number;
  lastPos: number;
  minSeq: number;
  maxSeq: number;
  /** Open leases and calls without an outcome in it. */
  pins: number;
  /** It is of use until the ledger has the outcome of this seq. */
  neededSeq: number;
  /** When it was written to last; null while it is the one in use. */
  sealedAtMs: number | null;
  /** False: left by an earlier start and not read, because nothing in it is needed; its numbers above say nothing. */
  isRead: boolean;
};

export type JournalLimits = {
  segmentBytes: number;
  /** Most that all files of the journal may take. */
  budgetBytes: number;
  /** Kept ready for the outcomes of calls that are already admitted. */
  reserveBytes: number;
  /** How long a flushed segment is kept, for a database that is set back. */
  keepMs: number;
};

const warnRatio = 0.8;
const stopRatio = 0.9;
const fileName = /^([0-9a-f]{12})\.segment$/;

const newSegment = (id: number, file: string, bytes: number): Segment => ({
  id,
  file,
  bytes,
  fd: null,
  firstPos: 0,
  lastPos: 0,
  minSeq: Infinity,
  maxSeq: 0,
  pins: 0,
  neededSeq: 0,
  sealedAtMs: null,
  isRead: true,
});

/** The files of a journal: makes them ahead of time, deletes what is flushed and old, and says when room runs out. */
export class JournalSegments {
  /** In use or used, oldest first. */
  readonly used: Segment[] = [];
  /** Made and never written to, oldest first. */
  readonly spare: Segment[] = [];
  private nextId = 1;
  private flushedSeq = 0;
  private preparing: Promise<void> | null = null;
  private isOutOfSpace = false;
  private saidWarning = false;
  private isFull = false;

  constructor(
    private readonly folder: string,
    private readonly disk: JournalDisk,
    private readonly limits: JournalLimits,
    private readonly onRoom: (state: "ok" | "full") => void,
  ) {}

  /** Files that are there, oldest first. */
  list(): Segment[] {
    const found = fs.readdirSync(this.folder).flatMap((name) => {
      if (name.endsWith(".segment.new")) fs.rmSync(path.join(this.folder, name));
      const id = fileName.exec(name)?.[1];
      return id === undefined ? [] : [{ id: Number.parseInt(id, 16), file: path.join(this.folder, name) }];
    });
    return found
      .sort((a, b) => a.id - b.id)
      .map(({ id, file }) => {
        const { size, mtimeMs } = fs.statSync(file);
        return { ...newSegment(id, file, size), sealedAtMs: mtimeMs, isRead: false };
      });
  }

  adopt(used: readonly Segment[], spare: readonly Segment[]): void {
    this.used.push(...used);
    this.spare.push(...spare);
    this.nextId = Math.max(0, ...used.map(({ id }) => id), ...spare.map(({ id }) => id)) + 1;
  }

  /** The next segment to write to; null when there is none and none can be made. */
  take(): Segment | null {
    const next = this.spare.shift();
    if (!next) return null;
    next.fd ??= fs.openSync(next.file, "r+");
    next.sealedAtMs = null;
    this.used.push(next);
    void this.prepare();
    return next;
  }

  /** Oldest segment that recovery would have to read. */
  neededFrom(): number {
    return this.used.find((segment) => !this.isFlushed(segment))?.id ?? this.nextId;
  }

  /** Outcomes up to `seq` are in the ledger. */
  flushed(seq: number): void {
    this.flushedSeq = Math.max(this.flushedSeq, seq);
    this.sweep();
  }

  /** Part of the budget that is taken by what must not be deleted and by what is kept ready. */
  usedRatio(): number {
    const kept = this.used.reduce((sum, segment) => sum + (this.isFlushed(segment) ? 0 : segment.bytes), 0);
    return (kept + this.limits.reserveBytes) / this.limits.budgetBytes;
  }

  /** Age of the oldest file, milliseconds: so far back a database may be set and be made whole again. */
  retainedMs(nowMs: number): number {
    const oldest = this.used[0];
    return oldest ? Math.max(0, nowMs - (oldest.sealedAtMs ?? nowMs)) : 0;
  }

  /** Makes spare segments until the reserve is whole, or so much of it. */
  prepare(bytes = this.limits.reserveBytes): Promise<void> {
    this.preparing ??= this.prepareUntil(bytes).finally(() => {
      this.preparing = null;
      this.judgeRoom();
    });
    return this.preparing;
  }

  async close(): Promise<void> {
    await this.preparing;
    for (const segment of [...this.used, ...this.spare]) {
      if (segment.fd !== null) fs.closeSync(segment.fd);
      segment.fd = null;
    }
  }

  private isFlushed(segment: Segment): boolean {
    const isClosed = segment.sealedAtMs !== null && segment.fd === null;
    return isClosed && segment.pins === 0 && Math.max(segment.maxSeq, segment.neededSeq) <= this.flushedSeq;
  }

  private takenBytes(): number {
    return [...this.used, ...this.spare].reduce((sum, segment) => sum + segment.bytes, 0);
  }

  private sweep(): void {
    const { budgetBytes, segmentBytes, keepMs } = this.limits;
    let taken = this.takenBytes();
    for (const segment of this.used.filter((one) => this.isFlushed(one))) {
      const isOld = Date.now() - (segment.sealedAtMs ?? 0) > keepMs;
      if (!isOld && !this.isOutOfSpace && taken + segmentBytes <= budgetBytes * warnRatio) break;
      this.used.splice(this.used.indexOf(segment), 1);
      taken -= segment.bytes;
      fs.rmSync(segment.file, { force: true });
    }
    if (this.spare.length * segmentBytes < this.limits.reserveBytes) void this.prepare();
    this.judgeRoom();
  }

  private async prepareUntil(bytes: number): Promise<void> {
    const { segmentBytes, budgetBytes } = this.limits;
    while (this.spare.length * segmentBytes < bytes) {
      // The first is made in any case: what is left from before can only be written off with a place to write to.
      if (this.spare.length > 0 && this.takenBytes() + segmentBytes > budgetBytes) return;
      const id = this.nextId++;
      const file = path.join(this.folder, `${id.toString(16).padStart(12, "0")}.segment`);
      try {
        const fd = await this.disk.prepare(file, segmentBytes);
        this.spare.push({ ...newSegment(id, file, segmentBytes), fd });
        this.isOutOfSpace = false;
      } catch (err) {
        if (!this.isOutOfSpace) log().error({ err, file }, "no room for the journal could be made");
        this.isOutOfSpace = true;
        fs.rmSync(`${file}.new`, { force: true });
        return;
      }
    }
  }

  private judgeRoom(): void {
    const ratio = this.usedRatio();
    if (ratio >= warnRatio !== this.saidWarning) {
      this.saidWarning = ratio >= warnRatio;
      log().warn({ ratio }, this.saidWarning ? "the journal is nearly full" : "the journal has room again");
    }
    // Once full it stays so until there is more than a little room: not in and out with every flush.
    const isShort = this.preparing === null && (this.spare.length === 0 || this.isOutOfSpace);
    const isFull = isShort || ratio > (this.isFull ? warnRatio : stopRatio);
    if (isFull === this.isFull) return;
    this.isFull = isFull;
    this.onRoom(isFull ? "full" : "ok");
  }
}
