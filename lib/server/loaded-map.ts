import { BadRow } from "@/lib/server/bad-row";

/** How long a row that cannot be used is not read again, unless a change is announced. */
const badMs = 1_000;
const maxBad = 1_000;
/** A key that is announced again and again while it is read: then what was read last is told, and not kept. */
const maxRepeats = 3;

export type LoadedMapOptions = {
  /** An unusable row leaves the value that was held before. */
  keepsLastGood?: boolean;
  onBadRow?: (error: BadRow) => void;
};
type Load<Value> = { promise: Promise<Value>; stale: boolean };

/**
 * Values read from the store and kept until a change is announced. Loads are single-flight; a value whose key was
 * invalidated while it was being read is read again, so that an announcement is never lost to a slow answer.
 */
export class LoadedMap<Value> {
  readonly #values = new Map<string, Value>();
  /** What was held of keys that are in doubt: it stands in where their row turns out to be unusable. */
  readonly #before = new Map<string, Value>();
  readonly #loads = new Map<string, Load<Value>>();
  readonly #bad = new Map<string, { error: BadRow; untilMs: number }>();
  readonly #max: number;
  readonly #options: LoadedMapOptions;

  /**
   * @param max entries kept; the oldest leaves first.
   */
  constructor(max: number, options: LoadedMapOptions = {}) {
    this.#max = max;
    this.#options = options;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  get size(): number {
    return this.#values.size;
  }

  /**
   * Reads the value, once for all who ask meanwhile; what is held stands until the answer is there. `keep` false leaves
   * it out of the map (a negative answer, kept elsewhere).
   */
  load(key: string, read: () => Promise<Value>, keep: (value: Value) => boolean = () => true): Promise<Value> {
    const running = this.#loads.get(key);
    if (running && !running.stale) return running.promise;
    const bad = this.#bad.get(key);
    if (bad && bad.untilMs > performance.now()) return Promise.reject(bad.error);
    const load: Load<Value> = { promise: Promise.resolve() as Promise<unknown> as Promise<Value>, stale: false };
    load.promise = this.#read(key, read, keep, load);
    this.#loads.set(key, load);
    return load.promise;
  }

  async #read(
    key: string,
    read: () => Promise<Value>,
    keep: (value: Value) => boolean,
    load: Load<Value>,
  ): Promise<Value> {
    try {
      for (let attempt = 0; ; attempt++) {
        load.stale = false;
        const value = await read();
        if (!load.stale) {
          if (keep(value)) this.#set(key, value);
          return value;
        }
        // Whoever asked after the announcement is served by a load of its own; two would race for the place.
        const newer = this.#loads.get(key);
        if (newer && newer !== load) return newer.promise;
        if (attempt === maxRepeats) return value;
        this.#loads.set(key, load);
      }
    } catch (error) {
      if (error instanceof BadRow) return this.#standIn(key, error);
      throw error;
    } finally {
      if (this.#loads.get(key) === load) this.#loads.delete(key);
    }
  }

  /** @throws the error itself where nothing was held before. */
  #standIn(key: string, error: BadRow): Value {
    this.#options.onBadRow?.(error);
    const before = this.#before.get(key) ?? (this.#options.keepsLastGood ? this.#values.get(key) : undefined);
    if (before !== undefined) {
      this.#set(key, before);
      return before;
    }
    if (this.#bad.size >= maxBad) this.#bad.clear();
    this.#bad.set(key, { error, untilMs: performance.now() + badMs });
    throw error;
  }

  #set(key: string, value: Value): void {
    this.#before.delete(key);
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > this.#max) {
      const oldest = this.#values.keys().next().value;
      if (oldest !== undefined) this.#values.delete(oldest);
    }
  }

  #doubt(key: string): void {
    const value = this.#values.get(key);
    this.#values.delete(key);
    if (value !== undefined && this.#options.keepsLastGood && this.#before.size < this.#max)
      this.#before.set(key, value);
  }

  invalidate(key: string): void {
    this.#doubt(key);
    this.#bad.delete(key);
    const load = this.#loads.get(key);
    if (load) load.stale = true;
  }

  /** Forgets every value that `matches`, and every load under way. */
  invalidateWhere(matches: (value: Value) => boolean): void {
    for (const [key, value] of this.#values) if (matches(value)) this.#doubt(key);
    this.#bad.clear();
    for (const load of this.#loads.values()) load.stale = true;
  }

  clear(): void {
    this.invalidateWhere(() => true);
  }
}
