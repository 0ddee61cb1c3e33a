import { once } from "node:events";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Sql } from "@/db/connect";

/** Lines go to the server in pieces of so many bytes. */
const pieceBytes = 64 * 1024;

/**
 * A `COPY` that may stay open while its rows are made, so that the server takes in the last ones meanwhile. It keeps a
 * connection; without `end` none of its rows are there.
 */
export class CopyStream {
  readonly #table: string;
  readonly #columns: readonly string[];
  #open: { stream: Writable; done: Promise<void> } | null = null;
  readonly #full: Buffer[] = [];
  #piece = Buffer.allocUnsafe(pieceBytes);
  #length = 0;

  /** @param columns names of the table's columns, in camel case */
  constructor(table: string, columns: readonly string[]) {
    this.#table = table;
    this.#columns = columns;
  }

  /** Opens the way to the server. What was added before waits in memory. */
  async open(sql: Sql): Promise<void> {
    const names = this.#columns.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
    const stream = await sql`copy ${sql(this.#table)} (${sql(names)}) from stdin`.writable();
    const done = finished(stream);
    // Told by whoever writes next.
    done.catch(() => undefined);
    this.#open = { stream, done };
  }

  /**
   * Takes a row in the text format of `COPY` with the end of its line, and sends nothing yet.
   * @param line each character is a byte
   */
  add(line: string): void {
    // Written at once: text that is kept in thousands of parts takes longer to join than to make.
    if (this.#length + line.length > this.#piece.length) this.#turn(line.length);
    this.#length += this.#piece.write(line, this.#length, "latin1");
  }

  /** Sends what is full, as fast as the server takes it. */
  async flush(): Promise<void> {
    const { stream, done } = this.#opened();
    for (let piece = this.#full.shift(); piece; piece = this.#full.shift()) {
      if (stream.destroyed) await done;
      if (!stream.write(piece)) await once(stream, "drain");
    }
  }

  /** Sends the rest; then the rows are written. */
  async end(): Promise<void> {
    this.#turn(0);
    await this.flush();
    const { stream, done } = this.#opened();
    stream.end();
    await done;
  }

  #opened() {
    if (!this.#open) throw new Error("Nobody opened this stream.");
    return this.#open;
  }

  #turn(room: number): void {
    if (this.#length > 0) this.#full.push(this.#piece.subarray(0, this.#length));
    this.#piece = Buffer.allocUnsafe(Math.max(pieceBytes, room));
    this.#length = 0;
  }
}
