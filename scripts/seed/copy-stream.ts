import { once } from "node:events";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Sql } from "@/db/connect";

/** Lines go to the server in pieces of so many bytes. */
const pieceBytes = 64 * 1024;

/**
 * A `COPY` that stays open while its rows are made, so that the server takes in the last ones meanwhile. It has a
 * connection of its own and is a transaction by itself; without `end` none of its rows are there.
 */
export class CopyStream {
  readonly #stream: Writable;
  readonly #done: Promise<void>;
  readonly #full: Buffer[] = [];
  #piece = Buffer.allocUnsafe(pieceBytes);
  #length = 0;

  private constructor(stream: Writable) {
    this.#stream = stream;
    this.#done = finished(stream);
    // Told by whoever writes next.
    this.#done.catch(() => undefined);
  }

  /** @param columns names of the table's columns, in camel case */
  static async open(sql: Sql, table: string, columns: readonly string[]): Promise<CopyStream> {
    const names = columns.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
    return new CopyStream(await sql`copy ${sql(table)} (${sql(names)}) from stdin`.writable());
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
    for (let piece = this.#full.shift(); piece; piece = this.#full.shift()) {
      if (this.#stream.destroyed) await this.#done;
      if (!this.#stream.write(piece)) await once(this.#stream, "drain");
    }
  }

  /** Sends the rest; then the rows are written. */
  async end(): Promise<void> {
    this.#turn(0);
    await this.flush();
    this.#stream.end();
    await this.#done;
  }

  #turn(room: number): void {
    if (this.#length > 0) this.#full.push(this.#piece.subarray(0, this.#length));
    this.#piece = Buffer.allocUnsafe(Math.max(pieceBytes, room));
    this.#length = 0;
  }
}
