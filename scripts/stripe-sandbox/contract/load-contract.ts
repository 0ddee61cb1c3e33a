import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { endpoints } from "@/scripts/stripe-sandbox/contract/endpoints.data";
import { events } from "@/scripts/stripe-sandbox/contract/events.data";
import { generateContract } from "@/scripts/stripe-sandbox/contract/generate-contract";
import { sdkFolder } from "@/scripts/stripe-sandbox/contract/read-sdk";
import type { Contract } from "@/scripts/stripe-sandbox/contract/types";

/** What the contract is made by: a change of any of these makes it anew. */
const makers = ["describe-types.ts", "generate-contract.ts", "prune-contract.ts", "read-sdk.ts"];
const cacheFolder = path.resolve("node_modules", ".cache", "faregate");

/** The contract of the installed SDK, generated once (about 5 s) and then read from the cache (about 20 ms). */
export function loadContract(): Contract {
  const folder = path.resolve("scripts", "stripe-sandbox", "contract");
  const hash = createHash("sha256").update(fs.readFileSync(path.join(sdkFolder, "package.json")));
  for (const maker of makers) hash.update(fs.readFileSync(path.join(folder, maker)));
  hash.update(JSON.stringify([endpoints, events]));
  const file = path.join(cacheFolder, `stripe-contract-${hash.digest("hex").slice(0, 16)}.json`);
  if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, "utf8"));
  const contract = generateContract(endpoints, events);
  fs.mkdirSync(cacheFolder, { recursive: true });
  const half = `${file}.${process.pid}`;
  fs.writeFileSync(half, JSON.stringify(contract));
  fs.renameSync(half, file);
  return contract;
}
