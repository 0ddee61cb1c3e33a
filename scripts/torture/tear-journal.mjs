import fs from "node:fs";
import path from "node:path";

const headerBytes = 256;
const outcomes = new Set([3, 4]);

/**
 * Leaves the newest segment of a dead node as a crash in the middle of a write would: with half a record behind the last
 * whole one, or with the last outcome cut short. Only what a torn write can lose is lost: an ADMIT is written before the
 * call is forwarded, so a whole one is never taken away.
 *
 * @param {string} folder @param {number} chance from 0 to 1: what is torn
 * @returns {"half a record" | "an outcome" | null} null when there is nothing to tear
 */
export function tearJournal(folder, chance) {
  for (const name of fs.readdirSync(folder).filter(isSegment).sort().reverse()) {
    const file = fs.openSync(path.join(folder, name), "r+");
    try {
      const bytes = fs.readFileSync(file);
      // Segments are made ahead of time: the newest one that was begun is the one that was written to.
      if (bytes.readUInt32LE(0) !== 0) return tear(file, bytes, chance);
    } finally {
      fs.closeSync(file);
    }
  }
  return null;
}

const isSegment = (/** @type {string} */ name) => name.endsWith(".segment");

/** @param {number} file @param {Buffer} bytes @param {number} chance */
function tear(file, bytes, chance) {
  const { last, end } = findLast(bytes);
  if (last < 0) return null;
  if (chance < 0.5 && outcomes.has(bytes[last + 8] ?? 0)) {
    fs.writeSync(file, Buffer.alloc(5), 0, 5, end - 5);
    return "an outcome";
  }
  const half = bytes.subarray(last, last + Math.ceil((end - last) / 2));
  if (end + half.length > bytes.length) return null;
  fs.writeSync(file, half, 0, half.length, end);
  return "half a record";
}

/** Where the last record begins and ends. @param {Buffer} bytes */
function findLast(bytes) {
  let last = -1;
  let at = headerBytes;
  while (at + 8 <= bytes.length) {
    const length = bytes.readUInt32LE(at);
    if (length === 0 || at + 8 + length > bytes.length) break;
    last = at;
    at += 8 + length;
  }
  return { last, end: at };
}
