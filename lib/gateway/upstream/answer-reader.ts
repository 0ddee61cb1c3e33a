import { ChunkDecoder } from "@/lib/gateway/upstream/chunk-decoder";
import { type AnswerHead, parseAnswerHead } from "@/lib/gateway/upstream/parse-answer-head";

export const maxHeadBytes = 16_384;
/** Answers with a status of 1xx that may come before the final one. */
const maxInterim = 16;
const headEnd = "\r\n\r\n";
/** An answer up to this size, head and body, is read as one Latin-1 text when it comes in one piece. */
const maxTextBytes = 8_192;

/** Who hears of an answer. Pieces are views of what was read: whoever keeps one copies it. */
export type AnswerTaker = {
  /** A small answer that came in one piece, its body as Latin-1 text; nothing else is told of it. */
  onWhole(head: AnswerHead, body: string): void;
  onHead(head: AnswerHead): void;
  /** A piece of the body, and there may be more. */
  onPiece(piece: Buffer): void;
  /** The answer is whole; `last` is the piece of the body that came with its end. */
  onEnd(last: Buffer | null): void;
};

/** How much of an answer was read. `surplus`: it is whole, with bytes behind it that nobody asked for. */
export type ReadSoFar = "more" | "whole" | "surplus" | "broken";

/**
 * Reads one answer of an upstream at a time from the bytes of its connection, however they are cut. Bodies are never
 * collected. What comes together is told together, so that an ordinary answer can be sent on in one write.
 */
export class AnswerReader {
  #taker: AnswerTaker | null = null;
  #isHead = false;
  /** The beginning of a head that has not come to its end. */
  #pending: Buffer | null = null;
  #head: AnswerHead | null = null;
  #left = 0;
  #interim = 0;
  #held: Buffer | null = null;
  #chunks: ChunkDecoder | null = null;
  readonly #give = (piece: Buffer): void => {
    if (this.#held) this.#taker?.onPiece(this.#held);
    this.#held = piece;
  };

  /** The next bytes are of an answer to a new request. @param isHead true when that is a HEAD. */
  begin(taker: AnswerTaker, isHead: boolean): void {
    this.#taker = taker;
    this.#isHead = isHead;
    this.#pending = null;
    this.#head = null;
    this.#interim = 0;
    this.#held = null;
  }

  /** Tells nothing more to anybody, not even of bytes that are being read. */
  stop(): void {
    this.#taker = null;
  }

  /** The final answer's head, once it was read. */
  get head(): AnswerHead | null {
    return this.#head;
  }

  /** True once a byte of an answer, also of an interim one, has come. */
  get hasBegun(): boolean {
    return this.#head !== null || this.#pending !== null || this.#interim > 0;
  }

  /** Reads on. When the answer is whole, its taker was told; when it is broken, nobody was. */
  push(bytes: Buffer): ReadSoFar {
    let rest = bytes;
    while (!this.#head) {
      const whole: Buffer = this.#pending ? Buffer.concat([this.#pending, rest]) : rest;
      const text = whole.toString("latin1", 0, maxHeadBytes + headEnd.length);
      const end = text.indexOf(headEnd);
      if (end < 0 && whole.length > maxHeadBytes) return "broken";
      if (end < 0) {
        // The bytes are read into the same memory again and again.
        this.#pending = whole === rest ? Buffer.from(rest) : whole;
        return "more";
      }
      this.#pending = null;
      const bodyAt = end + headEnd.length;
      const head = parseAnswerHead(text.slice(0, end), this.#isHead);
      if (!head) return "broken";
      // What comes before the final answer is for the gateway alone. A 101 is an answer, one that nobody asked for.
      const isInterim = head.status < 200 && head.status !== 101;
      if (isInterim && ++this.#interim > maxInterim) return "broken";
      if (!isInterim) {
        this.#head = head;
        if (whole.length <= maxTextBytes && isWhole(head, whole.length - bodyAt)) {
          this.#taker?.onWhole(head, text.slice(bodyAt, bodyAt + head.length));
          return whole.length > bodyAt + head.length ? "surplus" : "whole";
        }
        this.#begin(head);
      }
      rest = whole.subarray(bodyAt);
      if (isInterim && rest.length === 0) return "more";
    }
    return this.#readBody(this.#head, rest);
  }

  /** The connection has ended. @returns true when the answer was one that ends so. */
  end(): boolean {
    if (this.#head?.framing !== "close") return false;
    this.#taker?.onEnd(null);
    return true;
  }

  #begin(head: AnswerHead): void {
    this.#left = head.length;
    if (head.framing === "chunked") {
      this.#chunks ??= new ChunkDecoder();
      this.#chunks.reset();
    }
    this.#taker?.onHead(head);
  }

  #readBody(head: AnswerHead, bytes: Buffer): ReadSoFar {
    switch (head.framing) {
      case "none":
      case "length": {
        const piece = bytes.length > this.#left ? bytes.subarray(0, this.#left) : bytes;
        this.#left -= piece.length;
        if (this.#left === 0) return this.#close(piece, piece.length < bytes.length);
        if (piece.length > 0) this.#taker?.onPiece(piece);
        return "more";
      }
      case "chunked": {
        const used = this.#chunks?.push(bytes, this.#give) ?? -1;
        const last = this.#held;
        this.#held = null;
        if (this.#chunks?.isDone && used >= 0) return this.#close(last, used < bytes.length);
        if (last) this.#taker?.onPiece(last);
        return used < 0 ? "broken" : "more";
      }
      case "close":
        if (bytes.length > 0) this.#taker?.onPiece(bytes);
        return "more";
    }
  }

  #close(last: Buffer | null, hasSurplus: boolean): "whole" | "surplus" {
    this.#taker?.onEnd(last);
    return hasSurplus ? "surplus" : "whole";
  }
}

/** True when so many bytes behind a head hold all of the body. */
const isWhole = ({ framing, length }: AnswerHead, bytes: number): boolean =>
  framing === "none" || (framing === "length" && bytes >= length);
