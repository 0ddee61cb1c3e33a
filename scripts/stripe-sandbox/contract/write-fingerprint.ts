import fs from "node:fs";
import path from "node:path";
import { fingerprint } from "@/scripts/stripe-sandbox/contract/fingerprint";
import { loadContract } from "@/scripts/stripe-sandbox/contract/load-contract";

/** `npx tsx scripts/stripe-sandbox/contract/write-fingerprint.ts`, after an upgrade of the SDK or a change of the lists. */
const file = path.resolve("scripts", "stripe-sandbox", "contract", "fingerprint.json");
fs.writeFileSync(file, `${JSON.stringify(fingerprint(loadContract()), null, 2)}\n`);
