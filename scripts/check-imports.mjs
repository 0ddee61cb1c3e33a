import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { bystanders, planted } from "./imports/planted.mjs";
import { importRules } from "./imports/rules.mjs";

/** The floor plan as a check: who may import whom. It proves itself on each run against a tree of planted violations. */
const root = path.resolve(import.meta.dirname, "..");
const problems = (await Promise.all([proveItself(), checkSources()])).flat();
for (const problem of problems) console.error(problem);
console.log(`${importRules.length} import rules, ${problems.length} problems.`);
if (problems.length > 0) process.exitCode = 1;

async function checkSources() {
  const { violations, unseen } = await cruise(root);
  return [
    ...violations.map(({ rule, from, to }) => `${rule}: ${from} → ${to}`),
    ...unseen.map((file) => `not looked at: ${file}`),
  ];
}

async function proveItself() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "faregate-imports-"));
  try {
    fs.copyFileSync(path.join(root, "tsconfig.json"), path.join(folder, "tsconfig.json"));
    for (const { file, code } of [...planted, ...bystanders]) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), `${code}\n`);
    }
    const { violations, unseen } = await cruise(fs.realpathSync(folder));
    const missed = planted.filter(
      ({ rule, file }) => !violations.some((found) => found.rule === rule && found.from === file),
    );
    const unproven = importRules.filter(({ name }) => !planted.some(({ rule }) => rule === name));
    return [
      ...missed.map(({ rule, file }) => `The check is blind: ${rule} did not report the planted ${file}.`),
      ...unproven.map(({ name }) => `The rule ${name} has no planted violation.`),
      ...unseen.map((file) => `The check is blind: it did not look at the planted ${file}.`),
    ];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder @returns {Promise<Awaited<ReturnType<typeof import("./imports/cruise-tree.mjs").cruiseTree>>>} */
async function cruise(folder) {
  const program = path.join(root, "scripts", "imports", "print-violations.mjs");
  const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(process.execPath, [program], options);
  return JSON.parse(stdout);
}
