/**
 * Values read from the store and kept until a change is announced. Loads are single-flight; a value whose key was
 * invalidated while it was being read is read again, so that an announcement is never lost to a slow answer.
 */
export class LoadedMap<Value> {
  readonly #values = new Map<string, Value>();
  readonly #loads = new Map<string, { promise: Promise<Value>; stale: boolean }>();
  readonly #max: number;

  /** @param max entries kept; the oldest leaves first. */
  constructor(max: number) {
    this.#max = max;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  /** The value, read if need be. `keep` false leaves it out of the map (a negative answer, kept elsewhere). */
  load(key: string, read: () => Promise<Value>, keep: (value: Value) => boolean = () => true): Promise<Value> {
    const running = this.#loads.get(key);
    if (running && !running.stale) return running.promise;
    const load = { promise: Promise.resolve() as Promise<unknown> as Promise<Value>, stale: false };
    load.promise = this.#read(key, read, keep, load);
    this.#loads.set(key, load);
    return load.promise;
  }

  async #read(
    key: string,
    read: () => Promise<Value>,
    keep: (value: Value) => boolean,
    load: { stale: boolean },
  ): Promise<Value> {
    try {
      for (let attempt = 0; ; attempt++) {
        load.stale = false;
        const value = await read();
        if (load.stale && attempt < 3) continue;
        if (!load.stale && keep(value)) this.#set(key, value);
        return value;
      }
    } finally {
      if (this.#loads.get(key) === load) this.#loads.delete(key);
    }
  }

  #set(key: string, value: Value): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > this.#max) {
      const oldest = this.#values.keys().next().value;
      if (oldest !== undefined) this.#values.delete(oldest);
    }
  }

  invalidate(key: string): void {
    this.#values.delete(key);
    const load = this.#loads.get(key);
    if (load) load.stale = true;
  }

  /** Forgets every value that `matches`, and every load under way. */
  invalidateWhere(matches: (value: Value) => boolean): void {
    for (const [key, value] of this.#values) if (matches(value)) this.#values.delete(key);
    for (const load of this.#loads.values()) load.stale = true;
  }

  clear(): void {
    this.invalidateWhere(() => true);
  }
}
