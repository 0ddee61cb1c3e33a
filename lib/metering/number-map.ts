/**
 * A map by whole numbers for what comes and goes many times a second. A `Map` makes itself a new table every few dozen
 * changes, and each old one refers to the next and to all that was in it then: once the first has grown old, everything
 * that ever was in them stays until old garbage is collected. Here one table is used again and again.
 */
export class NumberMap<Value extends object> {
  #keys: number[] = [];
  #values: (Value | undefined)[] = [];
  #mask = 0;
  #shift = 0;
  #size = 0;

  constructor() {
    this.#allot(leastSlots);
  }

  get size(): number {
    return this.#size;
  }

  has(key: number): boolean {
    return this.#values[this.#slotOf(key)] !== undefined;
  }

  get(key: number): Value | undefined {
    return this.#values[this.#slotOf(key)];
  }

  set(key: number, value: Value): void {
    let slot = this.#slotOf(key);
    if (this.#values[slot] === undefined) {
      if (++this.#size * 2 > this.#keys.length) {
        this.#grow();
        slot = this.#slotOf(key);
      }
      this.#keys[slot] = key;
    }
    this.#values[slot] = value;
  }

  delete(key: number): boolean {
    let hole = this.#slotOf(key);
    if (this.#values[hole] === undefined) return false;
    this.#size--;
    // Whatever stands behind and would not be found over the hole moves into it.
    for (let slot = (hole + 1) & this.#mask; this.#values[slot] !== undefined; slot = (slot + 1) & this.#mask) {
      const home = this.#homeOf(this.#keys[slot] ?? 0);
      if (((slot - home) & this.#mask) < ((slot - hole) & this.#mask)) continue;
      this.#keys[hole] = this.#keys[slot] ?? 0;
      this.#values[hole] = this.#values[slot];
      hole = slot;
    }
    this.#values[hole] = undefined;
    return true;
  }

  /** In no order that means anything; while it is read, nothing may be set or deleted. */
  *values(): Generator<Value> {
    for (const value of this.#values) if (value !== undefined) yield value;
  }

  /** Where the key stands, or where it would. */
  #slotOf(key: number): number {
    let slot = this.#homeOf(key);
    while (this.#values[slot] !== undefined && this.#keys[slot] !== key) slot = (slot + 1) & this.#mask;
    return slot;
  }

  /** Fibonacci hashing: numbers that follow each other stand far apart, so that what is deleted has few behind it. */
  #homeOf(key: number): number {
    return Math.imul(key, 0x9e3779b1) >>> this.#shift;
  }

  #allot(slots: number): void {
    this.#keys = new Array(slots).fill(0);
    this.#values = new Array(slots).fill(undefined);
    this.#mask = slots - 1;
    this.#shift = Math.clz32(slots) + 1;
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values];
    this.#allot(keys.length * 2);
    for (const [at, value] of values.entries()) {
      if (value === undefined) continue;
      const slot = this.#slotOf(keys[at] ?? 0);
      this.#keys[slot] = keys[at] ?? 0;
      this.#values[slot] = value;
    }
    values.fill(undefined);
  }
}

const leastSlots = 64;
