/**
 * @typedef {{ requestId: string | null, tenantId: string, outcome: "ok" | "void" | "unknown" | "gap" | "dup", cost: number }} Event
 * @typedef {{ accountId: string, tenantId: string, kind: string, enforced: boolean, posted: number, consumed: number,
 *   reserved: number, draws: number, transfers: number }} Account
 * @typedef {{ events: Event[], accounts: Account[], logs: { requestId: string, status: number, units: number }[],
 *   liveLeases: number }} Ledger
 */

/** Everything that the ledger says of a run. @param {import("postgres").Sql} sql @returns {Promise<Ledger>} */
export async function readLedger(sql) {
  const events = await sql`select request_id as "requestId", coalesce(tenant_id, '') as "tenantId", outcome,
    cost::float8 as cost from usage_event`;
  const accounts = await sql`
    select a.account_id as "accountId", a.tenant_id as "tenantId", a.kind, a.enforced, a.posted::float8 as posted,
           a.consumed::float8 as consumed, a.reserved::float8 as reserved,
           coalesce((select sum(d.cost) from usage_draw d where d.account_id = a.account_id), 0)::float8 as draws,
           coalesce((select sum(t.amount) from ledger_transfer t where t.from_account = a.account_id
                        and t.kind in ('usage', 'overrun', 'late', 'gap')), 0)::float8 as transfers
      from ledger_account a where a.kind <> 'system'`;
  const logs = await sql`select request_id as "requestId", status::int as status, units::float8 as units
    from request_log where metered`;
  const [leases] = await sql`select count(*)::int as live from lease where state in ('open', 'orphan')`;
  return /** @type {Ledger} */ (/** @type {unknown} */ ({ events, accounts, logs, liveLeases: leases?.live ?? 0 }));
}
