const everyMs = 20;
/** A busy machine's timers are late; beyond this it did nothing else here either. */
const stallMs = 100;

export type Stalls = {
  /** Milliseconds from the beginning until now in which this process did not stand still. */
  ranMs(): number;
  stop(): { tookMs: number; stalledMs: number };
};

/**
 * Measures from now on how long something takes, and for how much of it this process stood still, which is not the
 * doing of what is measured.
 */
export function watchStalls(): Stalls {
  const begunAt = performance.now();
  let lastAt = begunAt;
  let stalledMs = 0;
  const note = () => {
    const now = performance.now();
    const lateMs = now - lastAt - everyMs;
    if (lateMs > stallMs) stalledMs += lateMs;
    lastAt = now;
  };
  const timer = setInterval(note, everyMs).unref();
  return {
    ranMs() {
      note();
      return performance.now() - begunAt - stalledMs;
    },
    stop() {
      clearInterval(timer);
      note();
      return { tookMs: performance.now() - begunAt, stalledMs };
    },
  };
}
