import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Sql } from "@/db/connect";
import { grantRoles } from "@/db/grant-roles";
import { testDatabase } from "@/db/testing/test-database";
import { newId } from "@/lib/id";

const { sql, conn } = await testDatabase();
const passwords = { fg_portal: "portal-pw", fg_gateway: "gateway-pw", fg_worker: "worker-pw's" };
const roles: Partial<Record<keyof typeof passwords, Sql>> = {};
const as = (role: keyof typeof passwords): Sql => {
  const client = roles[role];
  if (!client) throw new Error(`no client for ${role}`);
  return client;
};

beforeAll(async () => {
  await grantRoles(sql, passwords);
  await grantRoles(sql, passwords);
  for (const role of ["fg_portal", "fg_gateway", "fg_worker"] as const) {
    const target = { ...conn, PGPORT: Number(conn.PGPORT), PGUSER: role, PGPASSWORD: passwords[role] };
    roles[role] = connect(target, { max: 1 });
  }
});
afterAll(() => Promise.all(Object.values(roles).map((client) => client.end({ timeout: 2 }))));

const denied = expect.objectContaining({ code: "42501" });

describe("the roles of an embedded database", () => {
  test.each(["fg_portal", "fg_gateway", "fg_worker"] as const)("%s is neither superuser nor owner", async (role) => {
    const [row] = await as(role)<{ rolsuper: boolean; rolbypassrls: boolean; owned: number }[]>`
      select rolsuper, rolbypassrls,
             (select count(*)::int from pg_class where relowner = pg_roles.oid) as owned
        from pg_roles where rolname = current_user`;
    expect(row).toEqual({ rolsuper: false, rolbypassrls: false, owned: 0 });
  });
  test("the gateway cannot change what is sold, to whom, or who may sign in", async () => {
    const gateway = as("fg_gateway");
    await expect(gateway`update plan_version set price_minor = 0`).rejects.toEqual(denied);
    await expect(gateway`insert into exception values ('t')`).rejects.toEqual(denied);
    await expect(gateway`select password_hash from person`).rejects.toEqual(denied);
    await expect(gateway`delete from request_log`).rejects.toEqual(denied);
  });
  test("the gateway may write what it decides", async () => {
    const now = new Date();
    await as("fg_gateway")`insert into request_log (request_id, decided_at, door, method, status, gate_us, total_ms)
      values (${newId("request", now)}, ${now}, 'gateway', 'GET', 200, 1, 1)`;
  });
  test("nobody changes the audit log", async () => {
    await expect(as("fg_portal")`update audit_log set action = 'x'`).rejects.toEqual(denied);
    await expect(as("fg_worker")`delete from audit_log`).rejects.toEqual(denied);
  });
  test("the worker opens days of the request log without owning it", async () => {
    const [row] = await as("fg_worker")<
      { n: number }[]
    >`select open_request_partitions('1990-01-01', '1990-01-01') as n`;
    expect(row?.n).toBe(1);
    await expect(as("fg_portal")`select drop_request_partitions('1990-02-01')`).rejects.toEqual(denied);
  });
});
