import { describe, expect, test } from "vitest";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { addMember } from "@/lib/accounts/server/add-member";
import { createTenant } from "@/lib/accounts/server/create-tenant";
import { getTenant } from "@/lib/accounts/server/get-tenant";
import { listAudit } from "@/lib/accounts/server/list-audit";
import { listTenantMembers } from "@/lib/accounts/server/list-tenant-members";
import { listTenants } from "@/lib/accounts/server/list-tenants";
import { renameTenant } from "@/lib/accounts/server/rename-tenant";
import { restoreTenant } from "@/lib/accounts/server/restore-tenant";
import { setTimeZone } from "@/lib/accounts/server/set-time-zone";
import { suspendTenant } from "@/lib/accounts/server/suspend-tenant";
import { verifyPassword } from "@/lib/accounts/server/verify-password";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const admin = () => staffCtx("admin");
let serial = 0;
const owner = () => ({ email: `owner${++serial}@example.com`, name: "Olga Owner" });
const newTenant = (name = "Lumen Maps") => createTenant(admin(), { name, owner: owner() });
const changes = (tenantId: string) =>
  sql`select 1 from control_change where subject = 'tenant' and subject_id = ${tenantId}`;

describe("a tenant", () => {
  test.each([
    ["createTenant", () => createTenant(staffCtx("support"), { name: "No", owner: owner() })],
    ["renameTenant", () => renameTenant(staffCtx("support"), { tenantId: newId("tenant", new Date()), name: "No" })],
    [
      "setTimeZone",
      () =>
        setTimeZone(staffCtx("support"), {
          tenantId: newId("tenant", new Date()),
          timeZone: "Europe/Berlin",
          reason: "moved",
        }),
    ],
    [
      "suspendTenant",
      () => suspendTenant(staffCtx("support"), { tenantId: newId("tenant", new Date()), reason: "abuse" }),
    ],
    [
      "restoreTenant",
      () => restoreTenant(staffCtx("support"), { tenantId: newId("tenant", new Date()), reason: "fine" }),
    ],
  ])("%s refuses an actor without the scope", async (_name, act) => {
    await expect(act()).rejects.toMatchObject({ code: "permission_denied" });
  });
  test("is created with an owner whose password is told once and kept as a hash", async () => {
    const made = await newTenant();
    const [row] = await sql<{ password_hash: string }[]>`
      select password_hash from person where id = ${made.owner.personId}`;
    expect(row?.password_hash).not.toContain(made.owner.password ?? "?");
    expect(await verifyPassword(made.owner.password ?? "", row?.password_hash ?? null)).toBe(true);
    expect(await listTenantMembers(admin(), { tenantId: made.tenant.id })).toMatchObject([{ role: "owner" }]);
    expect(await changes(made.tenant.id)).toHaveLength(1);
  });
  test("lets a known person own it, who keeps their password", async () => {
    const first = await newTenant();
    const second = await createTenant(admin(), {
      name: "Second",
      owner: { email: first.owner.email.toUpperCase(), name: "Olga" },
    });
    expect(second.owner).toEqual({ personId: first.owner.personId, email: first.owner.email, password: null });
  });
  test("gets members once each", async () => {
    const { tenant } = await newTenant();
    const somebody = { tenantId: tenant.id, email: "dev@example.com", name: "Dev", role: "developer" as const };
    expect(await addMember(admin(), somebody)).toMatchObject({ password: expect.any(String) });
    await expect(addMember(admin(), somebody)).rejects.toMatchObject({ code: "conflict" });
    const foreign = addMember(admin(), { ...somebody, tenantId: newId("tenant", new Date()) });
    await expect(foreign).rejects.toMatchObject({ code: "not_found" });
  });
  test("is suspended with a reason and restored; each tells the gateways and leaves an audit line", async () => {
    const { tenant } = await newTenant();
    const away = await suspendTenant(admin(), { tenantId: tenant.id, reason: "Abuse reported by upstream" });
    expect(away).toMatchObject({ status: "suspended", suspendedReason: "Abuse reported by upstream" });
    await expect(suspendTenant(admin(), { tenantId: tenant.id, reason: "again" })).rejects.toMatchObject({
      code: "conflict",
    });
    const back = await restoreTenant(admin(), { tenantId: tenant.id, reason: "Cleared" });
    expect(back).toMatchObject({ status: "active", suspendedAt: null, suspendedReason: null });
    expect(await changes(tenant.id)).toHaveLength(3);
    const { rows } = await listAudit(admin(), { tenant: tenant.id });
    expect(rows.map((row) => [row.action, row.reason])).toEqual([
      ["tenant.restored", "Cleared"],
      ["tenant.suspended", "Abuse reported by upstream"],
      ["tenant.created", null],
    ]);
  });
  test.each<[title: string, input: unknown, pointer: string]>([
    ["an owner without an address", { name: "X", owner: { email: "nobody", name: "N" } }, "/owner/email"],
    ["an empty name", { name: " ", owner: { email: "a@b.example", name: "N" } }, "/name"],
    [
      "an unknown time zone",
      { name: "X", timeZone: "Mars/Base", owner: { email: "a@b.example", name: "N" } },
      "/timeZone",
    ],
    ["a field that does not exist", { name: "X", status: "active", owner: { email: "a@b.example", name: "N" } }, ""],
  ])("refuses %s and names the field", async (_title, input, pointer) => {
    await expect(createTenant(admin(), input as Parameters<typeof createTenant>[1])).rejects.toMatchObject({
      code: "validation_failed",
      details: { errors: [{ pointer }] },
    });
  });
  test("is found by part of its name, with what it called lately", async () => {
    const { tenant } = await newTenant("Percent 100% Ltd");
    await newTenant("Percent 1000 Ltd");
    const now = new Date();
    for (const [status, weight] of [
      [200, 1],
      [402, 5],
    ] as const) {
      await sql`insert into request_log (request_id, decided_at, mode, door, tenant_id, method, status, gate_us, total_ms, weight)
                values (${newId("request", now)}, ${now}, 'live', 'gateway', ${tenant.id}, 'GET', ${status}, 10, 1, ${weight})`;
    }
    const { rows } = await listTenants(staffCtx("support", { now: new Date(now.getTime() + 1) }), { q: "100%" });
    expect(rows).toMatchObject([{ id: tenant.id, calls: 6, refused: 5, plan: null, lastCallAt: now.toISOString() }]);
  });
  test("gets the wall clock of its periods from staff alone, told to the gateways and kept in the audit", async () => {
    const { tenant } = await newTenant();
    const input = { tenantId: tenant.id, timeZone: "Europe/Berlin", reason: "moved to Bremen" };
    expect(await setTimeZone(admin(), input)).toMatchObject({ timeZone: "Europe/Berlin" });
    expect(await changes(tenant.id)).toHaveLength(2);
    const [line] = await sql`select before, after, reason from audit_log where action = 'tenant.time_zone_set'`;
    expect(line).toMatchObject({
      before: { timeZone: "UTC" },
      after: { timeZone: "Europe/Berlin" },
      reason: input.reason,
    });
    await expect(setTimeZone(admin(), input)).rejects.toMatchObject({ code: "conflict" });
    await expect(setTimeZone(staffCtx(null), input)).rejects.toMatchObject({ code: "not_found" });
    for (const timeZone of ["+02:00", "Mars/Olympus", "europe/berlin", ""]) {
      await expect(setTimeZone(admin(), { ...input, timeZone })).rejects.toMatchObject({
        code: "validation_failed",
        details: { errors: [{ pointer: "/timeZone" }] },
      });
    }
    const nobody = { ...input, tenantId: newId("tenant", new Date()) };
    await expect(setTimeZone(admin(), nobody)).rejects.toMatchObject({ code: "not_found" });
  });
  test("is renamed, and unknown ones are not found", async () => {
    const { tenant } = await newTenant();
    await renameTenant(admin(), { tenantId: tenant.id, name: "Lumen Atlas" });
    expect(await getTenant(staffCtx("support"), { tenantId: tenant.id })).toMatchObject({ name: "Lumen Atlas" });
    await expect(getTenant(admin(), { tenantId: newId("tenant", new Date()) })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("long lists", () => {
  test("go on where the page before ended, without a gap or a repeat", async () => {
    const ctx = admin();
    const names = Array.from({ length: 120 }, (_, index) => `Paged ${String(index % 40).padStart(3, "0")}`);
    for (const name of names) {
      await sql`insert into tenant (id, name, created_at) values (${newId("tenant", ctx.now)}, ${name}, ${ctx.now})`;
    }
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listTenants(ctx, { q: "Paged", after });
      seen.push(...page.rows.map((row) => row.id));
      after = page.next ?? undefined;
    } while (after);
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
  });
});
