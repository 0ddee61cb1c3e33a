/** Settings of a database server that counts statements. */
export const countingSettings = { shared_preload_libraries: "pg_stat_statements" };

/** Statements that gateways have sent so far. @param {import("./open-rig.mjs").Rig} rig */
export async function countStatements({ sql }) {
  const [row] = await sql`select coalesce(sum(s.calls), 0)::int as calls
    from pg_stat_statements s join pg_roles r on r.oid = s.userid where r.rolname = 'fg_gateway'`;
  return Number(row?.calls);
}

/** Rows written so far; a server tells about a second late. @param {import("./open-rig.mjs").Rig} rig */
export async function countRows({ sql }) {
  const [row] =
    await sql`select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::int as rows from pg_stat_user_tables`;
  return Number(row?.rows);
}
