import type { JournalRecord } from "@/lib/metering/journal/types";

/**
 * What is known of a stretch of the journal that can be read again: the pos of its first and last record, and the least
 * and greatest seq of its outcomes (Infinity and 0 where it has none).
 */
export type BlockRange = { firstPos: number; lastPos: number; minSeq: number; maxSeq: number };

type Of<Type extends JournalRecord["type"]> = Extract<JournalRecord, { type: Type }>;
type Outcome = Of<"OK" | "VOID" | "UNKNOWN"> | Of<"GAP">;

/**
 * Where leases were named: `posOf` their LEASE_OPEN, if that is known; `opens`: those read already, and null for one that
 * was looked for everywhere in vain, so that it is so once; both added to here.
 */
export type LeaseNames = { posOf(lease: number): number | undefined; opens: Map<number, Of<"LEASE_OPEN"> | null> };

export type Recalled = {
  records: JournalRecord[];
  /** False: an outcome is missing before one that is there, or something that outcomes refer to. */
  isWhole: boolean;
};

const isOutcome = (record: JournalRecord): record is Outcome => "seq" in record && record.type !== "CURSOR";

/**
 * The `max` outcomes with the lowest seqs from `seq` on, with the ADMIT of each and the LEASE_OPENs that they name, in
 * ascending pos. Reads only the blocks it needs (`blocks`: oldest first), each once.
 */
export function recallOutcomes<Block extends BlockRange>(
  blocks: readonly Block[],
  readBlock: (block: Block) => readonly JournalRecord[],
  names: LeaseNames,
  seq: number,
  max: number,
): Recalled {
  const held = new Map<Block, readonly JournalRecord[]>();
  const read = (block: Block): readonly JournalRecord[] => {
    const records = held.get(block) ?? readBlock(block);
    held.set(block, records);
    return records;
  };
  let outcomes: Outcome[] = [];
  let newest = -1;
  for (const [i, block] of blocks.entries()) {
    const isEnough = outcomes.length >= max && block.minSeq > (outcomes.at(-1)?.seq ?? 0);
    if (block.maxSeq < seq || isEnough) continue;
    for (const record of read(block)) if (isOutcome(record) && record.seq >= seq) outcomes.push(record);
    outcomes = outcomes.sort((a, b) => a.seq - b.seq).slice(0, max);
    newest = i;
  }
  const { found, isWhole } = findReferred(outcomes, blocks.slice(0, newest + 1), read, names);
  const records = [...outcomes, ...found].sort((a, b) => a.pos - b.pos);
  return { records, isWhole: isWhole && isDense(outcomes, seq) };
}

/** True when none is missing from `seq` to the last of them; after a failed sync some stand there twice. */
function isDense(outcomes: readonly Outcome[], seq: number): boolean {
  const last = outcomes.at(-1)?.seq;
  return last !== undefined && new Set(outcomes.map((outcome) => outcome.seq)).size === last - seq + 1;
}

/** What outcomes refer to, looked for from the newest block back: an ADMIT nearly always stands in the same one. */
function findReferred<Block extends BlockRange>(
  outcomes: readonly Outcome[],
  blocks: readonly Block[],
  read: (block: Block) => readonly JournalRecord[],
  { posOf, opens }: LeaseNames,
) {
  const leases = new Set(outcomes.flatMap((outcome) => outcome.draws.map((draw) => draw.lease)));
  const names = [...leases];
  for (const lease of names) if (opens.has(lease)) leases.delete(lease);
  const wanted = new Set(outcomes.flatMap((outcome) => (outcome.type === "GAP" ? [] : [outcome.admitPos])));
  let unplaced = 0;
  for (const lease of leases) {
    const pos = posOf(lease);
    if (pos === undefined) unplaced++;
    else wanted.add(pos);
  }
  const found: JournalRecord[] = [];
  for (let i = blocks.length - 1; i >= 0 && (wanted.size > 0 || unplaced > 0); i--) {
    const block = blocks[i] as Block;
    if (unplaced === 0 && !holdsAny(block, wanted)) continue;
    for (const record of read(block)) {
      if (record.type === "ADMIT" && wanted.delete(record.pos)) found.push(record);
      if (record.type !== "LEASE_OPEN" || !leases.delete(record.lease)) continue;
      if (!wanted.delete(record.pos)) unplaced--;
      opens.set(record.lease, record);
    }
  }
  for (const lease of leases) if (posOf(lease) === undefined) opens.set(lease, null);
  const named = names.flatMap((lease) => opens.get(lease) ?? []);
  return { found: [...found, ...named], isWhole: wanted.size === 0 && named.length === names.length };
}

function holdsAny({ firstPos, lastPos }: BlockRange, wanted: ReadonlySet<number>): boolean {
  for (const pos of wanted) if (firstPos <= pos && pos <= lastPos) return true;
  return false;
}
