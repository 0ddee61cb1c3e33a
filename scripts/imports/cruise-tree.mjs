import fs from "node:fs";
import path from "node:path";
import { filesBelow } from "../supervisor/stamp.mjs";
import { loadCruiser } from "./load-cruiser.mjs";
import { importRules } from "./rules.mjs";

const FOLDERS = ["app", "components", "db", "e2e", "lib", "scripts", "tests"];

/**
 * Follows every import below a tree and compares it with the rules.
 *
 * @param {string} root has a tsconfig.json with the `@/*` alias
 * @returns {Promise<{ violations: { rule: string, from: string, to: string }[], unseen: string[] }>}
 *   `unseen` are source files that the cruiser did not look at: then its silence means nothing
 */
export async function cruiseTree(root) {
  const { cruise, extractTSConfig } = await loadCruiser();
  const folders = FOLDERS.filter((folder) => fs.existsSync(path.join(root, folder)));
  const tsConfigFile = path.join(root, "tsconfig.json");
  const result = await cruise(
    folders,
    {
      baseDir: root,
      ruleSet: { forbidden: importRules, options: {} },
      validate: true,
      tsPreCompilationDeps: true,
      doNotFollow: { path: "node_modules" },
      tsConfig: { fileName: tsConfigFile },
    },
    {
      conditionNames: ["import", "node", "types", "default"],
      exportsFields: ["exports"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json", ".css", ".d.ts"],
    },
    { tsConfig: extractTSConfig(tsConfigFile) },
  );
  if (typeof result.output === "string") throw new Error("The cruiser answered with text.");
  const { modules, summary } = result.output;
  const seen = new Set(modules.map((module) => module.source));
  const sources = folders
    .flatMap((folder) => filesBelow(path.join(root, folder)))
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !file.endsWith(".d.ts"))
    .map((file) => path.relative(root, file));
  return {
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    unseen: sources.filter((file) => !seen.has(file)),
  };
}
