const everyMs = 20;
/** A busy machine's timers are late; beyond this it did nothing else here either. */
const stallMs = 100;

/**
 * Measures from now on how long something takes, and for how much of it this process stood still, which is not the
 * doing of what is measured.
 */
export function watchStalls(): { stop(): { tookMs: number; stalledMs: number } } {
  const begunAt = performance.now();
  let lastAt = begunAt;
  let stalledMs = 0;
  const note = () => {
    const now = performance.now();
    const lateMs = now - lastAt - everyMs;
    if (lateMs > stallMs) stalledMs += lateMs;
    lastAt = now;
  };
  const timer = setInterval(note, everyMs);
  return {
    stop() {
      clearInterval(timer);
      note();
      return { tookMs: performance.now() - begunAt, stalledMs };
    },
  };
}
