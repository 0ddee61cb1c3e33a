import { fieldName } from "@/lib/gateway/upstream/parse-answer-head";

/** Digits of a chunk's size: up to 1 TiB, and no room for zeros that others would count. */
const maxDigits = 10;
const maxExtensionBytes = 1_024;
const maxTrailerBytes = 4_096;

const [size, extension, sizeEnd, data, dataEnd, dataLast, trailer, done] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
type State =
  | typeof size
  | typeof extension
  | typeof sizeEnd
  | typeof data
  | typeof dataEnd
  | typeof dataLast
  | typeof trailer
  | typeof done;

const CR = 13;
const LF = 10;
const SEMICOLON = 59;
const EQUALS = 61;

/**
 * Takes the chunked transfer coding (RFC 9112 §7.1) off a body as it comes in, byte by byte where it is not data.
 * Extensions are read over, trailers are dropped; neither may be long or malformed.
 */
export class ChunkDecoder {
  #state: State = size;
  #digits = 0;
  #left = 0;
  #extensionBytes = 0;
  /** What was read of an extension: a name or a value, and whether it has a character yet. */
  #isValue = false;
  #isEmpty = true;
  #trailer = "";

  get isDone(): boolean {
    return this.#state === done;
  }

  /** Ready for the next body. */
  reset(): void {
    this.#state = size;
    this.#digits = 0;
    this.#left = 0;
    this.#trailer = "";
  }

  /**
   * Gives each piece of the body to `give`, as views of `bytes`.
   * @returns how many bytes belong to this body, all of them unless it is over; -1 when it breaks the rules.
   */
  push(bytes: Buffer, give: (piece: Buffer) => void): number {
    let at = 0;
    while (at < bytes.length && this.#state !== done) {
      if (this.#state !== data) {
        if (!this.#take(bytes[at] ?? 0)) return -1;
        at++;
        continue;
      }
      const end = Math.min(at + this.#left, bytes.length);
      this.#left -= end - at;
      if (this.#left === 0) this.#state = dataEnd;
      give(bytes.subarray(at, end));
      at = end;
    }
    return at;
  }

  /** One byte that is not data. @returns false when it may not stand here. */
  #take(byte: number): boolean {
    switch (this.#state) {
      case size:
        return this.#takeSize(byte);
      case extension:
        return this.#takeExtension(byte);
      case sizeEnd:
        this.#state = this.#left === 0 ? trailer : data;
        this.#digits = 0;
        return byte === LF;
      case dataEnd:
        this.#state = dataLast;
        return byte === CR;
      case dataLast:
        this.#state = size;
        return byte === LF;
      default:
        return this.#takeTrailer(byte);
    }
  }

  #takeSize(byte: number): boolean {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.#left = this.#left * 16 + digit;
      return ++this.#digits <= maxDigits;
    }
    if (this.#digits === 0) return false;
    if (byte === CR) this.#state = sizeEnd;
    else if (byte === SEMICOLON) {
      this.#state = extension;
      this.#extensionBytes = 0;
      this.#beginWord(false);
    } else return false;
    return true;
  }

  /** `;name` and `;name=value` without blanks or quotes: what else may stand here nobody sends, and readers differ on it. */
  #takeExtension(byte: number): boolean {
    if (++this.#extensionBytes > maxExtensionBytes) return false;
    if (isTokenByte(byte)) {
      this.#isEmpty = false;
      return true;
    }
    if (this.#isEmpty) return false;
    if (byte === CR) this.#state = sizeEnd;
    else if (byte === SEMICOLON) this.#beginWord(false);
    else if (byte === EQUALS && !this.#isValue) this.#beginWord(true);
    else return false;
    return true;
  }

  #beginWord(isValue: boolean): void {
    this.#isValue = isValue;
    this.#isEmpty = true;
  }

  #takeTrailer(byte: number): boolean {
    this.#trailer += String.fromCharCode(byte);
    if (this.#trailer.length > maxTrailerBytes) return false;
    if (byte !== LF) return true;
    if (!this.#trailer.endsWith("\r\n")) return false;
    const lines = this.#trailer.slice(0, -2).split("\r\n");
    const line = lines[lines.length - 1] ?? "";
    if (line === "") this.#state = done;
    return line === "" || isTrailer(line);
  }
}

/** A field line that says nothing of where the message ends. */
function isTrailer(line: string): boolean {
  const colon = line.indexOf(":");
  const name = colon < 0 ? "" : fieldName(line.slice(0, colon));
  if (name === "" || name === "content-length" || name === "transfer-encoding") return false;
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(line);
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

const tokenBytes = new Set(
  Buffer.from("!#$%&'*+.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-"),
);
const isTokenByte = (byte: number): boolean => tokenBytes.has(byte);
