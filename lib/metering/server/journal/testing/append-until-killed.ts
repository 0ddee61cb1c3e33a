import { writeSync } from "node:fs";
import { openJournal } from "@/lib/metering/server/journal/open-journal";

/** Appends outcomes to the journal in the folder named by its argument, and tells its standard output each pos once it is in. */
const folder = process.argv[2] ?? "";
const journal = await openJournal({ folder, maxMb: 8 }, { onSynced() {}, onFailed() {}, onRoom() {} });
if (!journal) throw new Error("The folder is held by another process.");
let pos = journal.recovered.lastPos;
let seq = journal.recovered.lastSeq;
for (;;) {
  for (let i = 0; i < 50; i++) {
    const log = `{"text":"${"x".repeat(pos % 700)}"}`;
    if (!journal.append({ type: "OK", pos: ++pos, seq: ++seq, admitPos: 0, units: 1, draws: [], log })) process.exit(3);
    if (pos % 100 === 0) journal.flushed(seq);
    if (pos % 7 !== 0) continue;
    journal.write();
    writeSync(1, `${pos}\n`);
  }
  await new Promise((resolve) => setImmediate(resolve));
}
