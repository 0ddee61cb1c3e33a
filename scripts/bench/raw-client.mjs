import net from "node:net";

/**
 * A kept HTTP/1.1 connection that costs as little as a load generator can: a request is bytes, an answer is its status.
 * A server may end the connection after some calls; the next call then takes a new one.
 */
export class RawClient {
  /** @param {number} port @param {(status: number) => void} onAnswer called once a request; 0 is a broken connection */
  constructor(port, onAnswer) {
    this.port = port;
    this.onAnswer = onAnswer;
    /** @type {net.Socket | null} */
    this.socket = null;
    this.isBusy = false;
    this.isClosed = false;
    /** @type {Buffer | null} */
    this.rest = null;
    this.wholeLength = 0;
  }

  /** @param {Buffer} request one at a time */
  send(request) {
    this.isBusy = true;
    this.socket ??= this.open();
    this.socket.write(request);
  }

  open() {
    const buffer = Buffer.allocUnsafe(65_536);
    const socket = net.connect({
      port: this.port,
      host: "127.0.0.1",
      noDelay: true,
      onread: {
        buffer,
        callback: (size, bytes) => {
          this.read(socket, Buffer.isBuffer(bytes) ? bytes.subarray(0, size) : Buffer.from(bytes.buffer, 0, size));
          return true;
        },
      },
    });
    const lose = () => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.rest = null;
      if (this.isBusy && !this.isClosed) this.answer(0);
    };
    socket.on("error", lose);
    socket.on("close", lose);
    return socket;
  }

  /** @param {net.Socket} socket @param {Buffer} chunk */
  read(socket, chunk) {
    // An answer as long as the last whole one, in one piece, is whole: nearly all are.
    if (this.rest === null && chunk.length === this.wholeLength) {
      this.answer(statusOf(chunk));
      return;
    }
    const bytes = this.rest ? Buffer.concat([this.rest, chunk]) : chunk;
    const end = answerEnd(bytes);
    if (end < 0) {
      this.rest = this.rest ? bytes : Buffer.from(bytes);
      return;
    }
    this.rest = null;
    const isLast = /\r\nconnection: *close\r\n/i.test(bytes.toString("latin1", 0, bytes.indexOf("\r\n\r\n") + 2));
    if (isLast) {
      this.socket = null;
      socket.destroy();
    } else this.wholeLength = end;
    this.answer(statusOf(bytes));
  }

  /** @param {number} status */
  answer(status) {
    this.isBusy = false;
    this.onAnswer(status);
  }

  close() {
    this.isClosed = true;
    this.socket?.destroy();
    this.socket = null;
  }
}

/** @param {Buffer} answer */
const statusOf = (answer) => Number(answer.latin1Slice(9, 12));

/** Where the answer at the start of the bytes ends, or -1 while it is not whole. @param {Buffer} bytes */
function answerEnd(bytes) {
  const headEnd = bytes.indexOf("\r\n\r\n");
  if (headEnd < 0) return -1;
  const length = /\r\ncontent-length: *(\d+)/i.exec(bytes.toString("latin1", 0, headEnd))?.[1];
  if (length !== undefined) {
    const end = headEnd + 4 + Number(length);
    return bytes.length >= end ? end : -1;
  }
  const last = bytes.indexOf("\r\n0\r\n\r\n", headEnd);
  return last < 0 ? -1 : last + 7;
}

/** @param {string} path @param {string | null} key @returns {Buffer} */
export const requestBytes = (path, key) =>
  Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${key ? `Authorization: Bearer ${key}\r\n` : ""}\r\n`);
