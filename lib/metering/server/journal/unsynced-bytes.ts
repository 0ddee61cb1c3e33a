import { maxEncodedBytes } from "@/lib/metering/journal/encode-record";

const chunkBytes = 1_048_576;

/** A stretch of memory with records; those before `start` are on the disk. */
export type Chunk = { bytes: Buffer; start: number; end: number };

/** A point between two records. */
export type Mark = { chunk: Chunk; at: number };

/**
 * Records in memory from when they are written until they are on the disk: what a failed sync may have lost is written
 * again from here, because the system's own copy may be gone.
 */
export class UnsyncedBytes {
  private readonly chunks: Chunk[] = [newChunk()];
  private free: Chunk | null = null;

  /** Where the next record is to be encoded: at `end`, with room for any record. */
  room(): Chunk {
    const last = this.chunks.at(-1) as Chunk;
    if (chunkBytes - last.end >= maxEncodedBytes) return last;
    const next = this.free ?? newChunk();
    this.free = null;
    this.chunks.push(next);
    return next;
  }

  mark(): Mark {
    const chunk = this.chunks.at(-1) as Chunk;
    return { chunk, at: chunk.end };
  }

  /** Everything before the mark is on the disk. */
  forget(mark: Mark): void {
    while (this.chunks[0] !== mark.chunk) this.recycle(this.chunks.shift() as Chunk);
    mark.chunk.start = mark.at;
    if (mark.chunk.start === mark.chunk.end) recycled(mark.chunk);
  }

  /** All that is not on the disk, oldest first. */
  all(): readonly Chunk[] {
    return this.chunks;
  }

  private recycle(chunk: Chunk): void {
    this.free = recycled(chunk);
  }
}

const newChunk = (): Chunk => ({ bytes: Buffer.allocUnsafeSlow(chunkBytes), start: 0, end: 0 });

function recycled(chunk: Chunk): Chunk {
  chunk.start = 0;
  chunk.end = 0;
  return chunk;
}
