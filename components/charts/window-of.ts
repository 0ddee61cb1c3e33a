import type { FrozenWindow } from "@/components/charts/zoom-window";

/** The window that steps cover, up to what has passed of the last one. */
export function windowOf(steps: readonly { start: string; end: string; elapsed: number }[]): FrozenWindow | undefined {
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return undefined;
  const startMs = Date.parse(last.start);
  const toMs = startMs + (Date.parse(last.end) - startMs) * last.elapsed;
  return { from: first.start, to: new Date(toMs).toISOString() };
}
