/** An answer's bytes and where in them a call's own ids stand, which all have the same length. */
export type SplicedBytes = {
  bytes: Buffer;
  readonly requestAt: readonly number[];
  readonly traceAt: readonly number[];
};

/** Finds a call's own ids in an answer that was made for it; `text` is Latin-1, one character a byte. */
export function spliceBytes(text: string, requestId: string, traceId: string): SplicedBytes {
  return { bytes: Buffer.from(text, "latin1"), requestAt: places(text, requestId), traceAt: places(text, traceId) };
}

/** Puts another call's ids into the answer itself: whoever may still be sending it must have a copy. */
export function fillBytes({ bytes, requestAt, traceAt }: SplicedBytes, requestId: string, traceId: string): void {
  for (const at of requestAt) bytes.write(requestId, at, "latin1");
  for (const at of traceAt) bytes.write(traceId, at, "latin1");
}

function places(text: string, id: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + id.length)) found.push(at);
  return found;
}
