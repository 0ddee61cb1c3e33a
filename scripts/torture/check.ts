import { connect } from "@/db/connect";
import { env } from "@/lib/env";
import { checkLedger } from "@/lib/metering/server/check-ledger";
import { runTool } from "@/scripts/run-tool";

/** Runs every rule of the live checker once over the whole ledger and answers what it found. */
async function check(now: Date) {
  const sql = connect(env(), { max: 1, name: "torture-check" });
  const { rules } = await checkLedger(sql, null, now);
  await sql.end();
  return rules;
}

void runTool(() => check(new Date()));
