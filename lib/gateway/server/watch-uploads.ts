import type { IncomingMessage } from "node:http";

const checkMs = 1_000;
const floorBytesPerSec = 1_024;
/** A short pause is nobody's fault. */
const patienceSec = 5;

type Watched = { req: IncomingMessage; bytes: number; slowSec: number };

/** Ends uploads that trickle below 1 KiB a second: each would hold a connection here and at the upstream. */
export function watchUploads(onSlow: (req: IncomingMessage) => void): {
  watch(req: IncomingMessage): void;
  close(): void;
} {
  const running = new Set<Watched>();
  const timer = setInterval(() => {
    for (const one of running) check(one);
  }, checkMs);
  timer.unref();

  function check(one: Watched): void {
    const { req } = one;
    if (req.complete || req.destroyed) {
      running.delete(one);
      return;
    }
    const bytes = req.socket.bytesRead;
    // An upstream that reads slowly holds the upload up; that is not the caller's doing.
    const isSlow = req.readableFlowing === true && bytes - one.bytes < floorBytesPerSec;
    one.bytes = bytes;
    one.slowSec = isSlow ? one.slowSec + 1 : 0;
    if (one.slowSec < patienceSec) return;
    running.delete(one);
    onSlow(req);
  }

  return {
    watch: (req) => running.add({ req, bytes: req.socket.bytesRead, slowSec: 0 }),
    close: () => clearInterval(timer),
  };
}
