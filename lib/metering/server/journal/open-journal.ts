import fs from "node:fs";
import { newId } from "@/lib/id";
import { type LeaseNames, recallOutcomes } from "@/lib/metering/journal/recall-outcomes";
import type { JournalRecord, RecoveredJournal } from "@/lib/metering/journal/types";
import { bootId } from "@/lib/metering/server/journal/boot-id";
import { type JournalDisk, realDisk } from "@/lib/metering/server/journal/journal-disk";
import { type JournalLimits, JournalSegments } from "@/lib/metering/server/journal/journal-segments";
import { JournalWriter, type WriterReports } from "@/lib/metering/server/journal/journal-writer";
import { type FolderLock, lockFolder } from "@/lib/metering/server/journal/lock-folder";
import { readNodeFile, writeNodeFile } from "@/lib/metering/server/journal/node-file";
import { readJournal } from "@/lib/metering/server/journal/read-journal";
import { listSegments, noteScan, readBlock, readSegment } from "@/lib/metering/server/journal/segment";
import { SegmentWriter } from "@/lib/metering/server/journal/segment-writer";
import type { Timing } from "@/lib/metering/server/timing";

const mebibyte = 1_048_576;
const defaultMaxMb = 4_096;
const most = { segmentBytes: 16 * mebibyte, reserveBytes: 64 * mebibyte, outcomes: 20_000 };
const dayMs = 86_400_000;
const pollMs = 2;

export type JournalOptions = {
  folder: string;
  /** Most that the journal may take; 4,096 by default, and never more than the disk has. */
  maxMb?: number | undefined;
  /** Most outcomes that an opening takes into memory. */
  maxOutcomes?: number;
  syncDelayMs?: number;
  keepMs?: number;
  disk?: JournalDisk | undefined;
};

export type JournalReports = WriterReports & { onRoom(state: "ok" | "full"): void };

export type JournalFigures = {
  usedRatio: number;
  /** Files that wait to be written to. */
  spareSegments: number;
  retainedMs: number;
  torn: number;
  corrupt: number;
  appends: Timing;
  syncs: Timing;
};

/** A node's journal, open for this process alone. */
export type Journal = {
  nodeId: string;
  recovered: RecoveredJournal;
  /** Synchronous. False: it is not in the journal; true: it is at the end of this turn of the event loop, see `afterWrite`. */
  append(record: JournalRecord): boolean;
  /** Says, at once or at the end of this turn, whether all that was appended is in the system's hands. */
  afterWrite(then: (isWritten: boolean) => void): void;
  /** Gives the system what was appended and is not in its hands yet. */
  write(): void;
  sync(): void;
  room(): "ok" | "full" | "failed";
  /** Of the segments to come. */
  setEpoch(epoch: number): void;
  flushed(seq: number): void;
  reread(seq: number, max: number): JournalRecord[];
  figures(): JournalFigures;
  /** Brings the rest onto the disk and lets the folder go. */
  close(): Promise<void>;
};

/**
 * Opens a folder as a node's journal; null while another process has it.
 * @throws Error of the system when the folder cannot be made, read or written.
 */
export async function openJournal(options: JournalOptions, reports: JournalReports): Promise<Journal | null> {
  fs.mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const folder = fs.realpathSync(options.folder);
  const lock = await lockFolder(folder);
  if (!lock) return null;
  try {
    return await openLocked(folder, lock, options, reports);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openLocked(folder: string, lock: FolderLock, options: JournalOptions, reports: JournalReports) {
  const { disk = realDisk, syncDelayMs = 8 } = options;
  const limits = limitsOf(folder, options);
  const segments = new JournalSegments(folder, disk, limits, reports.onRoom);
  const known = { nodeId: readNodeFile(folder), bootId: bootId(), maxOutcomes: options.maxOutcomes ?? most.outcomes };
  const found = readJournal(folder, known, () => newId("node", new Date()), listSegments(folder));
  const { recovered } = found;
  const { nodeId, torn, corrupt } = recovered;
  writeNodeFile(folder, nodeId);
  segments.adopt(found.used, found.spare);
  await segments.prepare(limits.segmentBytes + 1);
  if (segments.spare.length === 0) {
    await segments.close();
    throw new Error(`There is no room for a journal in ${folder}.`);
  }
  void segments.prepare();
  // Until what a power cut may have lost is dealt with, a further start must still be told of it.
  const header = { nodeId, bootId: found.bootId ?? known.bootId, epoch: recovered.epoch };
  const files = new SegmentWriter(segments, disk, found.pins, header);
  const writer = new JournalWriter(files, disk, syncDelayMs, reports);
  const names: LeaseNames = { posOf: (lease) => found.pins.openingOf(lease), opens: new Map() };
  const journal: Journal = {
    nodeId,
    recovered,
    append(record) {
      // The first admission says that recovery is over.
      if (record.type === "ADMIT" && header.bootId !== known.bootId) files.endBoot(known.bootId);
      return writer.append(record);
    },
    afterWrite: (then) => writer.afterWrite(then),
    write() {
      writer.write();
    },
    sync: () => writer.sync(),
    room: () => (writer.isFailed ? "failed" : segments.isFull ? "full" : "ok"),
    setEpoch(epoch) {
      files.header.epoch = epoch;
    },
    flushed: (seq) => segments.flushed(seq),
    reread(seq, max) {
      writer.write();
      const mayBeOlder = recovered.cursor === 0 || seq <= recovered.cursor;
      for (;;) {
        const blocks = segments.used.flatMap((segment) => segment.blocks);
        const { records, isWhole } = recallOutcomes(blocks, readBlock, names, seq, max);
        const older = mayBeOlder ? segments.used.findLast(({ isRead }) => !isRead) : undefined;
        if (isWhole || !older) {
          // What is read again is read bit by bit, and draws on the same leases all the while.
          if (records.length < max) names.opens.clear();
          return records;
        }
        // A database that was set back asks for what an earlier start had no need of.
        noteScan(older, readSegment(older));
        for (const [lease, open] of names.opens) if (open === null) names.opens.delete(lease);
      }
    },
    figures: () => ({
      usedRatio: segments.usedRatio(),
      spareSegments: segments.spare.length,
      retainedMs: segments.retainedMs(Date.now()),
      torn,
      corrupt,
      appends: writer.appends,
      syncs: writer.syncs,
    }),
    async close() {
      writer.sync();
      while (!writer.isSynced()) await new Promise((resolve) => setTimeout(resolve, pollMs));
      await segments.close();
      await lock.release();
    },
  };
  return journal;
}

function limitsOf(folder: string, options: JournalOptions): JournalLimits {
  const { bavail, bsize } = fs.statfsSync(folder);
  const own = fs.readdirSync(folder).reduce((sum, name) => sum + fs.statSync(`${folder}/${name}`).size, 0);
  const budgetBytes = Math.min((options.maxMb ?? defaultMaxMb) * mebibyte, bavail * bsize + own);
  return {
    budgetBytes,
    segmentBytes: Math.min(most.segmentBytes, Math.floor(budgetBytes / 16)),
    reserveBytes: Math.min(most.reserveBytes, Math.floor(budgetBytes / 4)),
    keepMs: options.keepMs ?? dayMs,
  };
}
