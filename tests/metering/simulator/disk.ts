/** One file on a simulated disk, byte for byte. Behind `syncedBytes` nothing is safe from a power cut. */
export type DiskFile = { name: string; bytes: Buffer; length: number; syncedBytes: number };

/** What the disk does next, set by the world's faults. */
export type DiskFaults = { isFull: boolean; syncsToFail: number };

export type Disk = {
  files: DiskFile[];
  faults: DiskFaults;
  create(name: string): DiskFile;
  /** False when the disk is full: nothing was written. */
  append(file: DiskFile, bytes: Buffer): boolean;
  /** False: it failed, and nobody knows what of the unsynced bytes is safe. */
  sync(file: DiskFile): boolean;
  truncate(file: DiskFile, length: number): void;
  remove(file: DiskFile): void;
};

export function createDisk(): Disk {
  const files: DiskFile[] = [];
  const faults = { isFull: false, syncsToFail: 0 };
  return {
    files,
    faults,
    create(name) {
      const file = { name, bytes: Buffer.alloc(4_096), length: 0, syncedBytes: 0 };
      files.push(file);
      return file;
    },
    append(file, bytes) {
      if (faults.isFull) return false;
      write(file, bytes, bytes.length);
      return true;
    },
    sync(file) {
      if (faults.syncsToFail > 0) {
        faults.syncsToFail--;
        return false;
      }
      file.syncedBytes = file.length;
      return true;
    },
    truncate(file, length) {
      file.bytes.fill(0, length, file.length);
      file.length = length;
      file.syncedBytes = Math.min(file.syncedBytes, length);
    },
    remove(file) {
      files.splice(files.indexOf(file), 1);
    },
  };
}

/** A write that ended in the middle. */
export function tearWrite(file: DiskFile, bytes: Buffer, writtenBytes: number): void {
  write(file, bytes, writtenBytes);
}

/** Power is gone: of what was not synced, a prefix of each file is left. */
export function cutPower(disk: Disk, keepBytes: (unsyncedBytes: number) => number): void {
  for (const file of disk.files) {
    const kept = file.syncedBytes + keepBytes(file.length - file.syncedBytes);
    disk.truncate(file, kept);
    file.syncedBytes = kept;
  }
}

export function flipBit(file: DiskFile, bit: number): void {
  const at = bit >> 3;
  file.bytes[at] = (file.bytes[at] ?? 0) ^ (1 << (bit & 7));
}

function write(file: DiskFile, bytes: Buffer, count: number): void {
  const end = file.length + count;
  if (end > file.bytes.length) {
    const grown = Buffer.alloc(Math.max(end, file.bytes.length * 2));
    file.bytes.copy(grown, 0, 0, file.length);
    file.bytes = grown;
  }
  bytes.copy(file.bytes, file.length, 0, count);
  file.length = end;
}
