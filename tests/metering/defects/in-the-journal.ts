import type { Defect } from "../simulator/world";

/** Mistakes in how the journal is written, and in what a start makes of it. */
export const journalDefects: readonly (() => Defect)[] = [
  () => ({ name: "a sync that is reported before it is done", syncsEarly: true }),
  () => ({ name: "damage in the middle taken for a torn end", isBlindBehindDamage: true }),
  () => ({
    name: "a torn end taken for damage",
    recovered(journal) {
      if (journal.torn === 0) return journal;
      return { ...journal, corrupt: 1, missingSeqs: [journal.lastSeq + 1], lastSeq: journal.lastSeq + 1 };
    },
  }),
  () => ({
    name: "calls in doubt that are forgotten",
    recovered(journal) {
      const ended = new Set(journal.records.map((record) => ("admitPos" in record ? record.admitPos : 0)));
      const isKnown = (record: (typeof journal.records)[number]) => record.type !== "ADMIT" || ended.has(record.pos);
      return { ...journal, records: journal.records.filter(isKnown) };
    },
  }),
  () => ({
    name: "calls in doubt that are charged twice",
    recovered(journal) {
      const ended = new Set(
        journal.records.map((record) => ("seq" in record && "admitPos" in record ? record.admitPos : 0)),
      );
      const inDoubt = journal.records.filter((record) => record.type === "ADMIT" && !ended.has(record.pos));
      return { ...journal, records: [...journal.records, ...inDoubt] };
    },
    store(tables, request, _nowMs, next) {
      if (request.fn === "usage_flush")
        for (const { requestId, seq } of request.batch)
          if (requestId !== null && seq > (tables.nodes.get(request.nodeId)?.lastSeq ?? 0))
            tables.requests.delete(requestId);
      return request.fn === "usage_flush" ? oneByOne(request, next) : next(request);
    },
  }),
  () => {
    const lastSeqs = new Map<string, number>();
    return {
      name: "numbers that go on from the file after a power cut",
      recovered(journal) {
        lastSeqs.set(journal.nodeId, journal.lastSeq);
        return journal;
      },
      store(_tables, request, _nowMs, next) {
        const result = next(request);
        if (request.fn !== "node_open" || "failure" in result) return result;
        return { ...result, lastSeq: Math.min(result.lastSeq, lastSeqs.get(request.nodeId) ?? 0) };
      },
    };
  },
  () => ({
    name: "a call that is forwarded before it is written down",
    effects(effects) {
      const isAdmit = (effect: (typeof effects)[number]) => effect.type === "append" && effect.record.type === "ADMIT";
      return [...effects.filter((effect) => !isAdmit(effect)), ...effects.filter(isAdmit)];
    },
  }),
];

type StoreHook = NonNullable<Defect["store"]>;
type Flush = Extract<Parameters<StoreHook>[1], { fn: "usage_flush" }>;

/** Each record in a transaction of its own, so that none sees that another has its request id. */
function oneByOne(request: Flush, next: Parameters<StoreHook>[3]): ReturnType<StoreHook> {
  let result = next({ ...request, batch: [] });
  for (const record of request.batch) result = next({ ...request, batch: [record] });
  return result;
}
