import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, expect } from "vitest";
import type { JournalRecord } from "@/lib/metering/journal/types";
import { type Journal, type JournalOptions, openJournal } from "@/lib/metering/server/journal/open-journal";

// Nothing here asks a database, but the log wants to know that there could be one.
process.env.PGHOST ??= "none";
const root = fs.mkdtempSync(path.join(os.tmpdir(), "journal-test-"));
const opened: Journal[] = [];
let folders = 0;

/** A folder that is not there yet. */
export const newFolder = (): string => path.join(root, String(++folders));

afterEach(async () => {
  for (const journal of opened.splice(0)) await journal.close();
});

export type Reports = { synced: number; failed: boolean; room: string };

/** Opens a journal that is closed after the test; null while somebody else has the folder. */
export async function open(options: JournalOptions): Promise<{ journal: Journal; reports: Reports } | null> {
  const reports: Reports = { synced: 0, failed: false, room: "ok" };
  const journal = await openJournal(
    { maxMb: 8, ...options },
    {
      onSynced(pos) {
        reports.synced = pos;
      },
      onFailed() {
        reports.failed = true;
      },
      onRoom(state) {
        reports.room = state;
      },
    },
  );
  if (!journal) return null;
  opened.push(journal);
  return { journal, reports };
}
export async function mustOpen(options: JournalOptions) {
  const found = await open(options);
  if (!found) throw new Error("The folder is held.");
  return found;
}
export async function close(journal: Journal) {
  opened.splice(opened.indexOf(journal), 1);
  await journal.close();
}
export const ok = (pos: number, log = "{}"): JournalRecord => ({
  type: "OK",
  pos,
  seq: pos,
  admitPos: 0,
  units: 1,
  draws: [],
  log,
});
export const admit = (pos: number): JournalRecord => ({
  type: "ADMIT",
  pos,
  requestId: `req_${pos}`,
  tenantId: "tnt_1",
  featureId: "fea_1",
  keyId: "key_1",
  routeId: "rte_1",
  units: 1,
  unknownUnits: 1,
  perUnit: 1,
  draws: [{ lease: 1, cost: 1 }],
  admittedAtMs: 1,
});
export const posOf = (records: readonly JournalRecord[]) => records.map(({ pos }) => pos);
export const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
/** Waits as long as a busy machine takes. */
export async function until(isTrue: () => boolean) {
  const deadline = performance.now() + 30_000;
  while (!isTrue() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(isTrue()).toBe(true);
}
export const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
/** Waits until what was appended is written and so many segments are made ahead of it. */
export async function restOf(journal: Journal, spares = 1) {
  await turn();
  await until(() => journal.figures().spareSegments >= spares);
}
export const isWritten = (journal: Pick<Journal, "afterWrite">) =>
  new Promise<boolean>((said) => journal.afterWrite(said));
export const segmentFiles = (folder: string) =>
  fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".segment"))
    .sort();
