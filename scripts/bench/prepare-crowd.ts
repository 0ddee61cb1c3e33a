import fs from "node:fs";
import { connect } from "@/db/connect";
import { env } from "@/lib/env";
import { addTenants } from "@/scripts/bench/make-world";
import { runTool } from "@/scripts/run-tool";

/** Adds tenants with ten keys each to the plan of the measurement and writes the keys to a file, one a line. */
async function prepare(now: Date, planVersionId: string, tenants: number, file: string) {
  const settings = env();
  const sql = connect(settings, { max: 1, name: "bench-prepare" });
  const given = { count: tenants, keysEach: 10, planVersionId, name: "crowd", pepper: settings.FAREGATE_KEY_PEPPER };
  const { secrets } = await addTenants(sql, now, given);
  await sql.unsafe("analyze");
  await sql.end();
  fs.writeFileSync(file, `${secrets.join("\n")}\n`);
  return { keys: secrets.length };
}

const [planVersionId = "", tenants = "", file = ""] = process.argv.slice(2);
void runTool(() => prepare(new Date(), planVersionId, Number(tenants), file));
