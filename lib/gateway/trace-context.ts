import { randomBytes } from "node:crypto";

// One read of the system's random source serves many calls.
let pool = Buffer.alloc(0);
let poolAt = 0;

function randomHex(bytes: number): string {
  if (poolAt + bytes > pool.length) {
    pool = randomBytes(4096);
    poolAt = 0;
  }
  poolAt += bytes;
  return pool.toString("hex", poolAt - bytes, poolAt);
}

const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** The caller's trace id when its `traceparent` is valid (W3C Trace Context), or a new one. */
export function continueTrace(traceparent: string | null): string {
  if (traceparent === null) return randomHex(16);
  const [, version, traceId = "", parentId = "", , rest] = pattern.exec(traceparent) ?? [];
  const valid =
    version !== undefined &&
    version !== "ff" &&
    (version !== "00" || !rest) &&
    !/^0+$/.test(traceId) &&
    !/^0+$/.test(parentId);
  return valid ? traceId : randomHex(16);
}

/** Our own `traceparent` for the upstream: the same trace, a span of ours. */
export const makeTraceparent = (traceId: string, flags: string): string => `00-${traceId}-${randomHex(8)}-${flags}`;
