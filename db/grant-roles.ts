import type { Sql } from "@/db/connect";

/** Passwords of the ordinary roles that the processes of an embedded database connect as. */
export type RolePasswords = { fg_portal: string; fg_gateway: string; fg_worker: string };

const everyTable = "select, insert, update, delete";

/** What each process may do. None owns a table, none is a superuser: a slip in one cannot rewrite history. */
const grants: Record<keyof RolePasswords, readonly string[]> = {
  fg_portal: [
    `grant ${everyTable} on all tables in schema public to fg_portal`,
    "revoke update, delete on audit_log from fg_portal",
  ],
  fg_gateway: [
    `grant select on tenant, subscription, exception, api, route, feature, plan, plan_version, plan_feature, api_key,
       key_secret, control_change, ledger_account, usage_event, request_log, node to fg_gateway`,
    "grant insert, update, delete on node to fg_gateway",
    "grant insert, update on ledger_account, usage_event to fg_gateway",
    "grant insert on request_log to fg_gateway",
    "grant update (last_used_at) on api_key to fg_gateway",
    "grant update (last_used_at, last_used_address) on key_secret to fg_gateway",
  ],
  fg_worker: [
    `grant ${everyTable} on all tables in schema public to fg_worker`,
    "revoke update, delete on audit_log from fg_worker",
  ],
};

/**
 * Creates the roles of the portal, the gateway and the worker, sets their passwords, and grants each its part.
 * Repeatable; runs after every migration, as the owner of the schema.
 */
export async function grantRoles(sql: Sql, passwords: RolePasswords): Promise<void> {
  for (const [role, password] of Object.entries(passwords) as [keyof RolePasswords, string][]) {
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
  // Day partitions are opened and dropped by the worker, so it must own nothing but may run the owner's functions.
  await sql.unsafe(
    `alter function open_request_partitions(date, date) security definer set search_path = public, pg_temp`,
  );
  await sql.unsafe(`alter function drop_request_partitions(date) security definer set search_path = public, pg_temp`);
  await sql.unsafe(
    `revoke execute on function open_request_partitions(date, date), drop_request_partitions(date) from public`,
  );
  await sql.unsafe(
    `grant execute on function open_request_partitions(date, date), drop_request_partitions(date) to fg_worker`,
  );
}
