import { driftSince } from "@/lib/metering/core/drift-since";
import type { CoreState, StoreCall } from "@/lib/metering/core/state";

/** The store's time in epoch ms as this node knows it; before the first answer, this machine's wall clock. */
export function storeNow(state: CoreState, monoMs: number): number {
  return Math.floor(state.storeOffset === null ? state.wall + (monoMs - state.mono) : state.storeOffset + monoMs);
}

/**
 * Corrects the store's time by an answer: its clock was read between sending and receiving (Cristian's bounds), so what
 * is known stays while it lies between them, and time does not go back because one answer took longer, nor because the
 * machine slept over one: the monotonic clock has missed that.
 */
export function noteStoreTime(state: CoreState, nowMs: number, { sentAt, offset }: StoreCall): void {
  const least = nowMs - state.mono;
  const most = nowMs - sentAt + driftSince(state, offset);
  if (state.storeOffset === null || state.storeOffset < least) state.storeOffset = least;
  else if (state.storeOffset > most) state.storeOffset = most;
}
