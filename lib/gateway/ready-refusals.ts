import type { ReadyRefusal, Seen } from "@/lib/gateway/types";
import type { IdentifiedKey } from "@/lib/keys/identified-key";

/** What the answer depends on beside the key. */
type Told = Pick<Seen, "api" | "route" | "standing" | "proven"> & {
  accept: string | undefined;
  acceptLanguage: string | undefined;
  origin: string | null;
  isHead: boolean;
};
type Kept = { ready: ReadyRefusal; told: Told; second: number; untilMs: number };

const keptMs = 250;
const maxReady = 500;
const maxPerKey = 8;
const maxWantLength = 200;

/**
 * Refusals of the last quarter of a second. Who is refused in a loop is told the same in the same words, with an id of
 * each call's own; the same second is kept, so that every time in it is true.
 */
export class ReadyRefusals {
  #byKey = new WeakMap<IdentifiedKey | typeof nobody, Kept[]>();
  #count = 0;

  find(seen: Seen, likeness: string): ReadyRefusal | null {
    const { read } = seen;
    if (!read) return null;
    const kept = this.#byKey.get(seen.key ?? nobody);
    if (!kept) return null;
    const second = Math.floor(seen.now.getTime() / 1000);
    for (const { ready, told: was, second: at, untilMs } of kept) {
      if (ready.likeness !== likeness || at !== second || untilMs < seen.startedMs) continue;
      if (was.route !== seen.route || was.api !== seen.api || was.standing !== seen.standing) continue;
      if (was.proven !== seen.proven || was.isHead !== (seen.method === "HEAD") || read.clientRequestId) continue;
      if (was.accept !== read.accept || was.acceptLanguage !== read.acceptLanguage || was.origin !== read.origin)
        continue;
      return ready;
    }
    return null;
  }

  keep(seen: Seen, ready: ReadyRefusal): void {
    const { read, api, route, standing, proven } = seen;
    if (!read || read.clientRequestId) return;
    const { accept, acceptLanguage, origin } = read;
    if ((accept?.length ?? 0) + (acceptLanguage?.length ?? 0) + (origin?.length ?? 0) > maxWantLength) return;
    if (this.#count >= maxReady) {
      this.#byKey = new WeakMap();
      this.#count = 0;
    }
    const key = seen.key ?? nobody;
    const nowMs = seen.startedMs;
    const fresh = (this.#byKey.get(key) ?? []).filter(({ untilMs }) => untilMs >= nowMs).slice(-(maxPerKey - 1));
    this.#byKey.set(key, [
      {
        ready,
        told: { api, route, standing, proven, accept, acceptLanguage, origin, isHead: seen.method === "HEAD" },
        second: Math.floor(seen.now.getTime() / 1000),
        untilMs: nowMs + keptMs,
      },
      ...fresh,
    ]);
    this.#count++;
  }
}

/** Stands for callers without a good key. */
const nobody = {};
