import fs from "node:fs";
import path from "node:path";

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

const fileName = /^([0-9a-f]{12})\.segment$/;

export const segmentFile = (folder: string, id: number): string =>
  path.join(folder, `${id.toString(16).padStart(12, "0")}.segment`);

/** A file without a record. */
export const newSegment = (id: number, file: string, bytes: number): Segment => ({
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

/** Files that an earlier start left, oldest first; what it had only begun to make is removed. */
export function listSegments(folder: string): Segment[] {
  const ids = fs.readdirSync(folder).flatMap((name) => {
    if (name.endsWith(".segment.new")) fs.rmSync(path.join(folder, name));
    const id = fileName.exec(name)?.[1];
    return id === undefined ? [] : [Number.parseInt(id, 16)];
  });
  return ids
    .sort((a, b) => a - b)
    .map((id) => {
      const file = segmentFile(folder, id);
      const { size, mtimeMs } = fs.statSync(file);
      return { ...newSegment(id, file, size), sealedAtMs: mtimeMs, isRead: false };
    });
}

/** Its number may be given to another file from now on. */
export function closeSegment(segment: Segment): void {
  if (segment.fd !== null) fs.closeSync(segment.fd);
  segment.fd = null;
}
