import { sql } from "drizzle-orm";
import { inTransaction } from "@/db/transaction";

/** Empties an installation that nobody could have used yet. Booked history refuses that everywhere else. */
export async function removeEverything(): Promise<void> {
  const booked = ["ledger_transfer", "usage_event", "usage_draw"].map((name) => sql.identifier(name));
  await inTransaction(async (tx) => {
    for (const table of booked) await tx.execute(sql`alter table ${table} disable trigger user`);
    await tx.execute(
      sql`truncate tenant, person, session, guard_window, audit_log, api, feature, route, plan, plan_version, plan_feature,
          credit_pack, api_key, key_secret, key_budget, subscription, exception, credit_lot, node, lease, ledger_account,
          ledger_transfer, ledger_check, usage_event, usage_draw, request_log, roll_quarter, roll_hour, roll_day,
          roll_tenant_day, roll_total_day,
          episode_mark, control_change cascade`,
    );
    for (const table of booked) await tx.execute(sql`alter table ${table} enable trigger user`);
  });
}
