import type { Socket } from "node:net";
import type { Readable } from "node:stream";

/** A request's body on its way to an upstream. */
export type Upload = {
  body: Readable;
  /** Bytes that were announced; null: sent in chunks. */
  length: number | null;
  maxBytes: number;
};

export class BodyTooLarge extends Error {}
/** The caller went away before the end. */
export class CallerGone extends Error {}

/** Who hears how an upload ended, once. */
export type UploadOwner = { onSent(): void; onUploadFailure(error: Error): void };

/**
 * Sends a request's head and body as fast as both sides allow, and not one byte more than was announced or is allowed.
 * The head waits a moment for the first of the body: a small request leaves in one write.
 */
export class UploadPump {
  readonly #socket: Socket;
  readonly #upload: Upload;
  readonly #owner: UploadOwner;
  #head: string | null;
  #bytes = 0;
  #isOver = false;
  /** True once the upstream was sent all of it. */
  isSent = false;
  /** When the last of it was sent, monotonic. */
  movedMs = performance.now();

  constructor(socket: Socket, head: string, upload: Upload, owner: UploadOwner) {
    this.#socket = socket;
    this.#head = head;
    this.#upload = upload;
    this.#owner = owner;
    socket.on("drain", this.#onDrain);
    upload.body.on("data", this.#onData).on("end", this.#onEnd).on("close", this.#onGone).on("error", this.#onGone);
    if (upload.body.errored || (upload.body.destroyed && !upload.body.readableEnded)) this.#onGone();
    else setImmediate(this.#onSilence);
  }

  readonly #onDrain = (): void => {
    this.#upload.body.resume();
  };

  readonly #onData = (chunk: Buffer): void => {
    if (chunk.length === 0 || this.#isOver) return;
    this.#bytes += chunk.length;
    const { length, maxBytes, body } = this.#upload;
    if (this.#bytes > maxBytes || (length !== null && this.#bytes > length)) {
      this.#fail(this.#bytes > maxBytes ? new BodyTooLarge() : new Error("The body is longer than was announced."));
      return;
    }
    const socket = this.#socket;
    socket.cork();
    this.#sendHead();
    if (length === null) socket.write(`${chunk.length.toString(16)}\r\n`, "latin1");
    socket.write(chunk);
    if (length === null) socket.write("\r\n", "latin1");
    socket.uncork();
    this.movedMs = performance.now();
    if (socket.writableNeedDrain) body.pause();
  };

  readonly #onEnd = (): void => {
    if (this.#isOver) return;
    const { length } = this.#upload;
    if (length !== null && this.#bytes !== length) {
      this.#fail(new Error("The body ended early."));
      return;
    }
    this.#sendHead();
    if (length === null) this.#socket.write("0\r\n\r\n", "latin1");
    this.stop();
    this.isSent = true;
    this.#owner.onSent();
  };

  readonly #onGone = (): void => {
    this.#fail(new CallerGone());
  };

  readonly #onSilence = (): void => {
    if (!this.#isOver) this.#sendHead();
  };

  #sendHead(): void {
    if (this.#head !== null) this.#socket.write(this.#head, "latin1");
    this.#head = null;
  }

  #fail(error: Error): void {
    if (this.#isOver) return;
    this.stop();
    this.#owner.onUploadFailure(error);
  }

  /** Sends nothing more, and leaves the rest of the body unread. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { body } = this.#upload;
    this.#socket.off("drain", this.#onDrain);
    // The listener for errors stays: a caller who leaves later must not end the process.
    body.off("data", this.#onData).off("end", this.#onEnd).off("close", this.#onGone);
    if (!body.readableEnded) body.pause();
  }
}
