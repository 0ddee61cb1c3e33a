import { copyLine, pieceLength } from "@/scripts/seed/copy-rows";

/** Rows kept as the text that `COPY` reads, a fraction of what the objects take. */
export class LineBuffer {
  readonly #columns: readonly string[];
  readonly #pieces: Buffer[] = [];
  #piece = "";

  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  add(row: Readonly<Record<string, unknown>>): void {
    this.#piece += copyLine(this.#columns, row);
    if (this.#piece.length < pieceLength) return;
    this.#pieces.push(Buffer.from(this.#piece));
    this.#piece = "";
  }

  pieces(): (string | Buffer)[] {
    return [...this.#pieces, this.#piece];
  }
}
