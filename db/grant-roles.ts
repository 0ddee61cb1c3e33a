import type { Sql } from "@/db/connect";

/** Passwords of the ordinary roles that the processes of an embedded database connect as. */
export type RolePasswords = { fg_portal: string; fg_gateway: string; fg_worker: string };

type Role = keyof RolePasswords;

const everyTable = "select, insert, update, delete";
/** What the ledger is made of: written by its functions alone, and read by everybody but the gateway. */
const ledgerTables = "ledger_account, lease, ledger_transfer, ledger_hold, usage_event, usage_draw";
/** Counts of the request log: written by its trigger alone. */
const countTables = "roll_quarter, roll_hour, roll_day, roll_tenant_day, roll_total_day";

/** What the worker alone concludes from calls; of a run of refusals the portal notes when its pages were opened. */
const conclusionTables = "episode, episode_mark, risk_day, signal_firing, forecast_day, refusal_audit, alert";

/** What each process may do. None owns a table, none is a superuser: a slip in one cannot rewrite history. */
const grants: Record<Role, readonly string[]> = {
  fg_portal: [
    `grant ${everyTable} on all tables in schema public to fg_portal`,
    "revoke update, delete on audit_log, subscription_change from fg_portal",
    `revoke insert, update, delete on ${ledgerTables}, node, ledger_check, ${countTables}, ${conclusionTables} from fg_portal`,
    "grant update (receipt_opened_at, pricing_opened_at) on episode to fg_portal",
  ],
  fg_gateway: [
    // An earlier release let the gateway write the ledger itself.
    "revoke all on all tables in schema public from fg_gateway",
    `grant select on tenant, subscription, exception, credit_lot, api, route, feature, plan, plan_version, plan_feature,
       api_key, key_secret, key_budget, control_change, control_head, ledger_account, ledger_check, node to fg_gateway`,
    "grant insert on request_log to fg_gateway",
    "grant update (last_used_at) on api_key to fg_gateway",
    "grant update (last_used_at, last_used_address) on key_secret to fg_gateway",
  ],
  fg_worker: [
    `grant ${everyTable} on all tables in schema public to fg_worker`,
    "revoke update, delete on audit_log, subscription_change from fg_worker",
    `revoke insert, update, delete on ${ledgerTables}, ${countTables} from fg_worker`,
    // Forgetting is a duty; counting is not.
    `grant delete on ${countTables} to fg_worker`,
  ],
};

/** Functions that run as the owner, with a pinned path, and who may call them: the only ways into the ledger. */
const doors: { functions: readonly string[]; roles: readonly Role[] }[] = [
  {
    functions: [
      "node_open",
      "account_open",
      "lease_acquire",
      "lease_return",
      "lease_close",
      "lease_recall",
      "usage_flush",
    ],
    roles: ["fg_portal", "fg_gateway", "fg_worker"],
  },
  { functions: ["record_change", "record_tenant_changes"], roles: ["fg_portal", "fg_worker"] },
  { functions: ["ledger_post", "credit_lot_open", "ledger_move_clock"], roles: ["fg_portal", "fg_worker"] },
  {
    functions: ["lease_write_off", "node_lost", "ledger_hold_set", "ledger_hold_clear"],
    roles: ["fg_portal", "fg_worker"],
  },
  {
    functions: [
      "account_sync",
      "lease_reap",
      "forget_leases",
      "ledger_close_periods",
      "open_request_partitions",
      "drop_request_partitions",
      "rebuild_rollups",
    ],
    roles: ["fg_worker"],
  },
  // A trigger needs no caller: it runs as the owner, so that whoever may log a call need not be able to change a count.
  { functions: ["roll_requests"], roles: [] },
];

/**
 * Creates the roles of the portal, the gateway and the worker, sets their passwords, and grants each its part.
 * Repeatable; runs after every migration, as the owner of the schema.
 */
export async function grantRoles(sql: Sql, passwords: RolePasswords): Promise<void> {
  for (const [role, password] of Object.entries(passwords) as [Role, string][]) {
    await sql.begin(async (tx) => {
      const [found] = await tx`select 1 from pg_roles where rolname = ${role}`;
      // A role's password cannot be a parameter; format() quotes it.
      const [statement] = await tx<{ text: string }[]>`
        select format(${`${found ? "alter" : "create"} role %I with login nosuperuser nobypassrls password %L`},
          ${role}::text, ${password}::text) as text`;
      if (statement) await tx.unsafe(statement.text);
      for (const grant of grants[role]) await tx.unsafe(grant);
    });
  }
  for (const { functions, roles } of doors) {
    for (const name of functions) {
      await sql.unsafe(`alter function ${name} security definer set search_path = public, pg_temp`);
      await sql.unsafe(`revoke execute on function ${name} from public`);
      if (roles.length > 0) await sql.unsafe(`grant execute on function ${name} to ${roles.join(", ")}`);
    }
  }
}
