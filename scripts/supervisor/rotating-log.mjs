import fs from "node:fs";
import path from "node:path";

const MAX_BYTES = 10 * 1024 * 1024;
const KEPT_FILES = 3;
const KEPT_LINES = 200;

/**
 * A log file that is moved aside at 10 MB (three are kept), with its last 200 lines at hand for error messages.
 *
 * @param {string} file
 */
export function rotatingLog(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o755 });
  let fd = fs.openSync(file, "a", 0o600);
  let bytes = fs.fstatSync(fd).size;
  /** @type {string[]} */
  let lines = [];
  let isOpen = true;
  const rotate = () => {
    fs.closeSync(fd);
    for (let n = KEPT_FILES - 1; n >= 1; n--) {
      const older = n === 1 ? file : `${file}.${n - 1}`;
      if (fs.existsSync(older)) fs.renameSync(older, `${file}.${n}`);
    }
    fd = fs.openSync(file, "a", 0o600);
    bytes = 0;
  };
  return {
    file,
    /** @param {Buffer | string} chunk */
    write(chunk) {
      const text = String(chunk);
      lines = [...lines, ...text.split("\n").filter((line) => line.trim() !== "")].slice(-KEPT_LINES);
      // The last words of a child may arrive after its end was seen.
      if (!isOpen) return;
      if (bytes > MAX_BYTES) rotate();
      bytes += fs.writeSync(fd, text);
    },
    /** @param {number} count */
    last: (count) => lines.slice(-count),
    close() {
      if (isOpen) fs.closeSync(fd);
      isOpen = false;
    },
  };
}
