type Entry<Item> = { at: number; item: Item };

/** What is to be looked at, by time: a binary heap. */
export class Due<Item> {
  readonly #heap: Entry<Item>[] = [];

  put(at: number, item: Item): void {
    const heap = this.#heap;
    let i = heap.length;
    const entry = { at, item };
    heap.push(entry);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (!above || above.at <= at) break;
      heap[i] = above;
      heap[parent] = entry;
      i = parent;
    }
  }

  /** The earliest item whose time has come, taken out; null when there is none. */
  take(now: number): Entry<Item> | null {
    const heap = this.#heap;
    const first = heap[0];
    if (!first || first.at > now) return null;
    const last = heap.pop();
    if (last && last !== first) this.#sink(last);
    return first;
  }

  #sink(entry: Entry<Item>): void {
    const heap = this.#heap;
    let i = 0;
    for (;;) {
      const left = heap[2 * i + 1];
      if (!left) break;
      const right = heap[2 * i + 2];
      const child = right && right.at < left.at ? 2 * i + 2 : 2 * i + 1;
      const below = right && right.at < left.at ? right : left;
      if (below.at >= entry.at) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = entry;
  }
}
