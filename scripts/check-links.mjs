import fs from "node:fs";
import path from "node:path";
import { filesBelow } from "./supervisor/stamp.mjs";

/** Every path that a document links to, relative to itself, exists. */
const root = path.resolve(import.meta.dirname, "..");
const documents = [
  ...fs
    .readdirSync(root)
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.join(root, name)),
  ...filesBelow(path.join(root, "docs"), (file) => !file.endsWith(".md")),
];
const problems = documents.flatMap((document) =>
  [...fs.readFileSync(document, "utf8").matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
    .map((match) => match[1] ?? "")
    .filter((target) => !/^[a-z]+:/.test(target) && !fs.existsSync(path.resolve(path.dirname(document), target)))
    .map((target) => `${path.relative(root, document)} links to ${target}, which does not exist`),
);
for (const problem of problems) console.error(problem);
console.log(`${documents.length} documents, ${problems.length} problems.`);
if (problems.length > 0) process.exitCode = 1;
