import fs from "node:fs";
import type { JournalDisk } from "@/lib/metering/server/journal/journal-disk";
import { closeSegment, newSegment, type Segment, segmentFile } from "@/lib/metering/server/journal/segment";
import { log } from "@/lib/server/log";

export type JournalLimits = {
  segmentBytes: number;
  /** Most that all files of the journal may take. */
  budgetBytes: number;
  /** Kept ready for the outcomes of calls that are already admitted. */
  reserveBytes: number;
  /** How long a flushed segment is kept, for a database that is set back. */
  keepMs: number;
};

/** With fewer than these left a further one is made as fast as the disk allows. */
const fewSpares = 2;
const warnRatio = 0.8;
const stopRatio = 0.9;
/** How soon a disk that was full is tried again. */
const retryMs = 1_000;

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
  private retry: NodeJS.Timeout | null = null;
  private isClosed = false;
  private saidWarning = false;
  isFull = false;

  constructor(
    private readonly folder: string,
    private readonly disk: JournalDisk,
    private readonly limits: JournalLimits,
    private readonly onRoom: (state: "ok" | "full") => void,
  ) {}

  adopt(used: readonly Segment[], spare: readonly Segment[]): void {
    this.used.push(...used);
    this.spare.push(...spare);
    this.nextId = Math.max(0, ...used.map(({ id }) => id), ...spare.map(({ id }) => id)) + 1;
  }

  /** The next segment to write to; null when there is none and none can be made. */
  take(): Segment | null {
    const next = this.spare[0];
    if (!next || !isOpened(next)) {
      this.tellRoom(true);
      void this.prepare();
      return null;
    }
    this.spare.shift();
    next.sealedAtMs = null;
    this.used.push(next);
    void this.prepare();
    // The last one is for outcomes of what is already admitted.
    if (this.spare.length === 0) this.tellRoom(true);
    return next;
  }

  /** Oldest segment that recovery would have to read. */
  neededFrom(): number {
    return this.used.find((segment) => !this.isFlushed(segment))?.id ?? this.nextId;
  }

  /** Outcomes up to `seq` are in the ledger; fewer than before once its database was set back. */
  flushed(seq: number): void {
    this.flushedSeq = seq;
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
    this.isClosed = true;
    if (this.retry) clearTimeout(this.retry);
    await this.preparing;
    for (const segment of [...this.used, ...this.spare]) closeSegment(segment);
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
    // Oldest first and none out of turn: an ADMIT must not outlive the outcome that stands in a later segment.
    for (let oldest = this.used[0]; oldest && this.isFlushed(oldest); oldest = this.used[0]) {
      const isOld = Date.now() - (oldest.sealedAtMs ?? 0) > keepMs;
      if (!isOld && !this.isOutOfSpace && taken + segmentBytes <= budgetBytes * warnRatio) break;
      this.used.shift();
      taken -= oldest.bytes;
      fs.rmSync(oldest.file, { force: true });
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
      const file = segmentFile(this.folder, id);
      try {
        const fd = await this.disk.prepare(file, segmentBytes, () => this.spare.length < fewSpares);
        this.spare.push({ ...newSegment(id, file, segmentBytes), fd });
        this.isOutOfSpace = false;
      } catch (err) {
        if (!this.isOutOfSpace) log().error({ err, file }, "no room for the journal could be made");
        this.isOutOfSpace = true;
        fs.rmSync(`${file}.new`, { force: true });
        this.tryAgain();
        return;
      }
    }
  }

  /** Nobody else would: where no call is admitted, none ends either. */
  private tryAgain(): void {
    if (this.isClosed) return;
    this.retry ??= setTimeout(() => {
      this.retry = null;
      this.sweep();
    }, retryMs);
  }

  private judgeRoom(): void {
    const ratio = this.usedRatio();
    if (ratio >= warnRatio !== this.saidWarning) {
      this.saidWarning = ratio >= warnRatio;
      log().warn({ ratio }, this.saidWarning ? "the journal is nearly full" : "the journal has room again");
    }
    // Once full it stays so until there is more than a little room: not in and out with every flush.
    const isShort = this.preparing === null && (this.spare.length === 0 || this.isOutOfSpace);
    this.tellRoom(isShort || ratio > (this.isFull ? warnRatio : stopRatio));
  }

  private tellRoom(isFull: boolean): void {
    if (isFull === this.isFull) return;
    this.isFull = isFull;
    this.onRoom(isFull ? "full" : "ok");
  }
}

/** False where the system opens no file now, for example because this process has too many open. */
function isOpened(segment: Segment): boolean {
  try {
    segment.fd ??= fs.openSync(segment.file, "r+");
    return true;
  } catch (err) {
    log().error({ err, file: segment.file }, "a segment of the journal cannot be opened");
    return false;
  }
}
