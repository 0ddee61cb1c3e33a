import fs from "node:fs";
import path from "node:path";
import { countStatements } from "./count-work.mjs";
import { residentMegabytes } from "./processors.mjs";
import { runLoad } from "./run-load.mjs";
import { startGateway } from "./start-gateway.mjs";

/**
 * @typedef {{ keys: number, tenants: number, coldStartS: number, rssMb: number | null, touchS: number,
 *   statementsPerKnownKey: number }} Crowd
 */

/**
 * A gateway among many: how long from its start to its first answer to a metered call, and how much memory it takes once
 * it has met every key. That it still knows them all is asked as well: a second call of some costs no statement.
 *
 * @param {import("./open-rig.mjs").Rig} rig
 * @param {{ tenants: number, planVersionId: string, keys: string[], wrap: (command: string[]) => string[],
 *   processor: number }} given `keys` are of tenants that exist already
 * @returns {Promise<Crowd>}
 */
export async function measureCrowd(rig, { tenants, planVersionId, keys, wrap, processor }) {
  const file = path.join(rig.folder, "crowd.txt");
  const made = await rig.runTool("prepare-crowd", { args: [planVersionId, String(tenants), file] });
  const startedAt = performance.now();
  const gateway = await startGateway(rig, { name: "crowd", folder: path.join(rig.folder, "journal-crowd"), wrap });
  try {
    await untilServed(gateway.port, keys[0] ?? "");
    const coldStartS = (performance.now() - startedAt) / 1_000;
    const touch = { port: gateway.port, path: "/bench/v1/ping", connections: 32, expect: 200 };
    const { seconds } = await runLoad("touch-keys.mjs", processor, { ...touch, file });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const rssMb = residentMegabytes(gateway.pid);

    const some = path.join(rig.folder, "some.txt");
    const all = fs.readFileSync(file, "utf8").trim().split("\n");
    const step = Math.ceil(all.length / 5_000);
    const sample = all.filter((_, n) => n % step === 0);
    fs.writeFileSync(some, sample.join("\n"));
    const before = await countStatements(rig);
    await runLoad("touch-keys.mjs", processor, { ...touch, file: some });
    const statementsPerKnownKey = ((await countStatements(rig)) - before) / sample.length;
    return { keys: made.keys, tenants, coldStartS, rssMb, touchS: seconds, statementsPerKnownKey };
  } finally {
    await gateway.stop();
  }
}

/** @param {number} port @param {string} key */
async function untilServed(port, key) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
    const headers = { authorization: `Bearer ${key}` };
    const answer = await fetch(`http://127.0.0.1:${port}/bench/v1/search`, { headers }).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("The gateway did not serve a metered call within 30 s of its start.");
}
