/** What is to happen, in order of time and, at the same time, of arrival: a binary heap. */
export type Agenda = {
  nowMs: number;
  at(atMs: number, run: () => void): void;
  /** Runs everything up to an instant, or until `stop` says so after an event. */
  runUntil(endMs: number, stop?: () => boolean): void;
};

type Entry = { atMs: number; order: number; run: () => void };

export function createAgenda(startMs: number): Agenda {
  const heap: Entry[] = [];
  let arrived = 0;
  const isBefore = (a: Entry, b: Entry) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

  function push(entry: Entry): void {
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt] as Entry;
      if (!isBefore(entry, parent)) break;
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = entry;
  }

  function pop(): Entry {
    const first = heap[0] as Entry;
    const last = heap.pop() as Entry;
    const size = heap.length;
    if (size === 0) return first;
    let at = 0;
    for (;;) {
      let childAt = 2 * at + 1;
      if (childAt >= size) break;
      const right = heap[childAt + 1];
      if (right && isBefore(right, heap[childAt] as Entry)) childAt++;
      const child = heap[childAt] as Entry;
      if (!isBefore(child, last)) break;
      heap[at] = child;
      at = childAt;
    }
    heap[at] = last;
    return first;
  }

  const agenda: Agenda = {
    nowMs: startMs,
    at: (atMs, run) => push({ atMs: Math.max(atMs, agenda.nowMs), order: arrived++, run }),
    runUntil(endMs, stop) {
      while (heap.length > 0 && (heap[0] as Entry).atMs <= endMs) {
        const entry = pop();
        agenda.nowMs = entry.atMs;
        entry.run();
        if (stop?.()) return;
      }
      agenda.nowMs = endMs;
    },
  };
  return agenda;
}
