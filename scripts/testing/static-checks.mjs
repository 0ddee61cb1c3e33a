import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { runCommand } from "./run-command.mjs";

/** @typedef {{ passed: number, failed: number, output: string }} Result */

const CONCURRENCY = 3;

/**
 * Everything that can be said about the sources without running them. Each check counts as one.
 *
 * @param {string} root
 * @returns {Promise<Result>}
 */
export async function runStaticChecks(root) {
  const bin = (/** @type {string} */ name) => path.join(root, "node_modules", ".bin", name);
  const env = {
    ...process.env,
    NEXT_DIST_DIR: ".next-test",
    NEXT_TELEMETRY_DISABLED: "1",
    NO_COLOR: "1",
    FORCE_COLOR: undefined,
  };
  const run = (/** @type {string[]} */ ...command) => runCommand(command, { cwd: root, env });
  /** @type {[string, () => Promise<{ ok: boolean, output: string }>][]} */
  const checks = [
    ["types", () => checkTypes(root, run, bin)],
    ["format and structure", () => run(bin("biome"), "check", "--error-on-warnings", "--max-diagnostics=50", ".")],
    ["promises and switches", () => run(bin("oxlint"), "--deny-warnings")],
    ["imports", () => run(process.execPath, "scripts/check-imports.mjs")],
    ["lockfile", () => run(process.execPath, "scripts/check-lockfile.mjs")],
    ["migrations", () => checkMigrations(root, run, bin)],
    ["links in documents", () => run(process.execPath, "scripts/check-links.mjs")],
    ["unused code", () => run(bin("knip"), "--no-progress")],
  ];
  /** @type {Result} */
  const result = { passed: 0, failed: 0, output: "" };
  const waiting = [...checks];
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [name, check] = next;
        const startedAt = performance.now();
        const { ok, output } = await check();
        console.log(`  ${ok ? "ok    " : "FAILED"} ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
        if (ok) result.passed++;
        else {
          result.failed++;
          result.output += `\n--- ${name}\n${output.trim()}\n`;
        }
      }
    }),
  );
  return result;
}

/**
 * @typedef {(...command: string[]) => Promise<{ ok: boolean, output: string }>} Run
 * @param {string} root @param {Run} run @param {(name: string) => string} bin
 */
async function checkTypes(root, run, bin) {
  // Types of routes that no longer exist would be checked too.
  fs.rmSync(path.join(root, ".next-test", "types"), { recursive: true, force: true });
  const generated = await run(bin("next"), "typegen");
  if (!generated.ok) return generated;
  return run(bin("tsc"), "--noEmit", "-p", "tsconfig.tests.json");
}

/** The migrations are consistent, and the schema holds nothing that no migration brings. @param {string} root @param {Run} run @param {(name: string) => string} bin */
async function checkMigrations(root, run, bin) {
  const checked = await run(bin("drizzle-kit"), "check");
  if (!checked.ok) return checked;
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), "faregate-migrations-"));
  try {
    fs.cpSync(path.join(root, "db", "migrations"), copy, { recursive: true });
    const before = fs.readdirSync(copy).length;
    const options = ["--dialect=postgresql", "--schema=./db/schema", "--casing=snake_case"];
    const generated = await run(bin("drizzle-kit"), "generate", ...options, `--out=${path.relative(root, copy)}`);
    const isSame = fs.readdirSync(copy).length === before;
    if (generated.ok && isSame) return generated;
    return {
      ok: false,
      output: `${generated.output}\nThe schema differs from the migrations: run npm run db:generate.`,
    };
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
  }
}
