import { decodeRecord } from "@/lib/metering/journal/decode-record";
import { resealRecord } from "@/lib/metering/journal/reseal-record";
import type { JournalRecord } from "@/lib/metering/journal/types";
import type { JournalDisk } from "@/lib/metering/server/journal/journal-disk";
import { closeSegment, type Segment } from "@/lib/metering/server/journal/segment";
import type { SegmentWriter } from "@/lib/metering/server/journal/segment-writer";
import { syncSegments } from "@/lib/metering/server/journal/sync-segments";
import { type Chunk, UnsyncedBytes } from "@/lib/metering/server/journal/unsynced-bytes";
import { newTiming, type Timing, timed } from "@/lib/metering/server/timing";
import { log } from "@/lib/server/log";

export type WriterReports = {
  /** All records up to `pos` are on the disk. */
  onSynced(pos: number): void;
  /** Nothing can be written any more. */
  onFailed(): void;
};

/**
 * Appends records, and brings them onto the disk in the background: at most `syncDelayMs` after the first that is not
 * there, or at once when asked. All records of a turn of the event loop are written together at its end: an admission is
 * acted on only when `afterWrite` says so, and an outcome that is lost with the process leaves a call in doubt, as if it
 * still ran.
 */
export class JournalWriter {
  readonly appends: Timing = newTiming();
  readonly syncs: Timing = newTiming();
  isFailed = false;
  private isSyncing = false;
  private isUrgent = false;
  private isWriteDue = false;
  private written: ((isWritten: boolean) => void)[] = [];
  private timer: NodeJS.Timeout | null = null;
  private lastPos = 0;
  private syncedPos = 0;
  private readonly memory = new UnsyncedBytes();
  /** Given up on, and perhaps still in the hands of a running sync. */
  private broken: Segment[] = [];

  constructor(
    private readonly files: SegmentWriter,
    private readonly disk: JournalDisk,
    private readonly syncDelayMs: number,
    private readonly reports: WriterReports,
  ) {}

  /** True when the record will be in the system's hands at the end of this turn, unless that fails for good. */
  append(record: JournalRecord): boolean {
    if (this.isFailed) return false;
    if (!this.put(record) && !(this.files.isBroken && this.rewriteAll() && this.put(record))) return false;
    this.lastPos = record.pos;
    if (!this.isWriteDue) {
      this.isWriteDue = true;
      setImmediate(this.writeDue);
    }
    this.syncSoon();
    return true;
  }

  /**
   * Calls back, at once or at the end of this turn, when all that was appended is in the system's hands, where it
   * survives the death of this process. False: it is not, and will not be.
   */
  afterWrite(then: (isWritten: boolean) => void): void {
    if (this.isWriteDue) this.written.push(then);
    else then(!this.isFailed);
  }

  /** Gives the system everything that was appended. False: nothing can be written any more. */
  write(): boolean {
    if (this.isFailed) return false;
    const startedMs = performance.now();
    const isWritten = this.files.write() || this.rewriteAll();
    timed(this.appends, performance.now() - startedMs);
    return isWritten;
  }

  /** Brings everything that was appended onto the disk now; `onSynced` says when. */
  sync(): void {
    this.isUrgent = true;
    this.startSync();
  }

  isSynced(): boolean {
    return this.isFailed || (!this.isSyncing && this.syncedPos === this.lastPos);
  }

  private put(record: JournalRecord): boolean {
    const chunk = this.memory.room();
    const end = this.files.append(chunk.bytes, chunk.end, record);
    if (end < 0) return false;
    chunk.end = end;
    return true;
  }

  private readonly writeDue = (): void => {
    const { written } = this;
    this.isWriteDue = false;
    this.written = [];
    const isWritten = this.write();
    for (const then of written) then(isWritten);
  };

  private syncSoon(): void {
    if (this.isSyncing || this.timer !== null) return;
    this.timer = setTimeout(() => this.startSync(), this.syncDelayMs);
  }

  private startSync(): void {
    if (this.isFailed || this.isSyncing) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.isUrgent = false;
    if (!this.write()) return;
    this.isSyncing = true;
    this.syncAll((error) => {
      log().error({ err: error }, "the journal could not be brought onto the disk; it is written again");
      if (this.rewriteAll()) this.syncAll((again) => this.fail(again));
    });
  }

  private syncAll(onError: (error: Error) => void): void {
    const mark = this.memory.mark();
    const pos = this.lastPos;
    const startedMs = performance.now();
    syncSegments(this.disk, [...this.files.unsynced], (error) => {
      timed(this.syncs, performance.now() - startedMs);
      if (error) {
        onError(error);
        return;
      }
      this.memory.forget(mark);
      this.finishSync(pos);
    });
  }

  private finishSync(pos: number): void {
    this.isSyncing = false;
    this.syncedPos = pos;
    const isDone = (segment: Segment) => segment !== this.files.active && segment.lastPos <= pos;
    for (const segment of [...this.broken, ...this.files.unsynced.filter(isDone)]) closeSegment(segment);
    this.broken = [];
    this.files.unsynced = this.files.unsynced.filter((segment) => !isDone(segment));
    this.reports.onSynced(pos);
    if (this.isUrgent) this.startSync();
    else if (this.lastPos > pos) this.syncSoon();
  }

  /**
   * After a failed write or sync nobody knows what a file holds, and a second sync of the same file may lie: everything
   * that is in doubt is written again, into a new segment. When that fails too, nothing is written any more.
   */
  private rewriteAll(): boolean {
    this.broken.push(...this.files.unsynced);
    this.files.startAnew();
    const isWritten = this.memory.all().every((chunk) => this.rewriteChunk(chunk)) && this.files.write();
    if (!isWritten) this.fail(new Error("What was in doubt could not be written again."));
    return isWritten;
  }

  private rewriteChunk(chunk: Chunk): boolean {
    for (let at = chunk.start; at < chunk.end; ) {
      resealRecord(chunk.bytes, at, 0);
      const record = decodeRecord(chunk.bytes, at, 0)?.record;
      at = record ? this.files.append(chunk.bytes, at, record, true) : -1;
      if (at < 0) return false;
    }
    return true;
  }

  private fail(error: Error): void {
    log().error({ err: error }, "the journal failed twice; no metered call is admitted any more");
    this.isFailed = true;
    this.isSyncing = false;
    this.reports.onFailed();
  }
}
