import fs from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";

/** What the journal asks of the file system while it runs; tests put faults in its place. */
export type JournalDisk = {
  /** Bytes written, perhaps fewer than asked. @throws Error of the system. */
  write(fd: number, bytes: Buffer, offset: number, length: number, position: number): number;
  sync(fd: number, done: (error: Error | null) => void): void;
  /**
   * Makes a file of zeros that really occupies its room, on the disk with its name; answers it open. `isUrgent` is asked
   * again and again whether it is waited for.
   */
  prepare(file: string, bytes: number, isUrgent: () => boolean): Promise<number>;
};

const zeros = Buffer.alloc(1_048_576);
/**
 * Written at once while nobody waits: so little that a gateway with one processor core answers calls in between. Each
 * piece takes a turn of the event loop, which under load is too slow for a file that is needed soon.
 */
const patientBytes = 65_536;

export const realDisk: JournalDisk = {
  write: (fd, bytes, offset, length, position) => fs.writeSync(fd, bytes, offset, length, position),
  sync: (fd, done) => fs.fdatasync(fd, done),
  async prepare(file, bytes, isUrgent) {
    // A disk that is full is not written to in vain again and again.
    const { bavail, bsize } = await fs.promises.statfs(path.dirname(file));
    if (bavail * bsize < bytes) throw new Error(`The disk has ${bavail * bsize} bytes left, ${bytes} are needed.`);
    // The number outlives the handle object, so the file is opened anew for it once it is whole.
    const handle = await open(`${file}.new`, "w", 0o600);
    try {
      for (let at = 0; at < bytes; ) {
        const piece = Math.min(isUrgent() ? zeros.length : patientBytes, bytes - at);
        await handle.write(zeros, 0, piece, at);
        at += piece;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.promises.rename(`${file}.new`, file);
    const folder = await open(path.dirname(file), "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
    return fs.openSync(file, "r+");
  },
};
