/** Cuts a stream of PostgreSQL's protocol into its messages: `type u8 | length i32 | body`; the first from a client has no type. */
export class MessageReader {
  /** @param {{ hasStartup: boolean, onMessage: (type: string, body: Buffer) => void }} given */
  constructor({ hasStartup, onMessage }) {
    this.hasStartup = hasStartup;
    this.onMessage = onMessage;
    this.rest = Buffer.alloc(0);
  }

  /** @param {Buffer} chunk */
  feed(chunk) {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    for (;;) {
      const typeBytes = this.hasStartup ? 0 : 1;
      if (this.rest.length < typeBytes + 4) return;
      const end = typeBytes + this.rest.readInt32BE(typeBytes);
      if (this.rest.length < end) return;
      const body = this.rest.subarray(typeBytes + 4, end);
      if (!this.hasStartup) this.onMessage(String.fromCharCode(this.rest[0] ?? 0), body);
      this.hasStartup = false;
      this.rest = this.rest.subarray(end);
    }
  }
}
