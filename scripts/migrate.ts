import path from "node:path";
import { connect } from "@/db/connect";
import { grantRoles } from "@/db/grant-roles";
import { migrateDatabase } from "@/db/migrate";
import { migrationEnv } from "@/lib/env";
import { runTool } from "@/scripts/run-tool";

/** One-shot: brings the database to this release and, for an embedded one, grants the roles their part. */
async function run(): Promise<{ applied: number }> {
  const env = migrationEnv();
  const applied = await migrateDatabase(env, path.resolve("db/migrations"));
  if (env.FG_PORTAL_PASSWORD && env.FG_GATEWAY_PASSWORD && env.FG_WORKER_PASSWORD) {
    const sql = connect(env, { max: 1, name: "faregate-migrate" });
    try {
      await grantRoles(sql, {
        fg_portal: env.FG_PORTAL_PASSWORD,
        fg_gateway: env.FG_GATEWAY_PASSWORD,
        fg_worker: env.FG_WORKER_PASSWORD,
      });
    } finally {
      await sql.end({ timeout: 5 });
    }
  }
  return { applied };
}

void runTool(run);
