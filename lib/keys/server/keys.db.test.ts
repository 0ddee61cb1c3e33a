import { describe, expect, test } from "vitest";
import { makeRoute, makeTenant } from "@/db/testing/make-tenant";
import { testDatabase } from "@/db/testing/test-database";
import { env } from "@/lib/env";
import type { Code } from "@/lib/errors";
import { digestKey, parseKey } from "@/lib/keys/key-format";
import { createKey } from "@/lib/keys/server/create-key";
import { endOldSecret } from "@/lib/keys/server/end-old-secret";
import { extendOldSecret } from "@/lib/keys/server/extend-old-secret";
import { getKey } from "@/lib/keys/server/get-key";
import { listKeys } from "@/lib/keys/server/list-keys";
import { pauseKey } from "@/lib/keys/server/pause-key";
import { resumeKey } from "@/lib/keys/server/resume-key";
import { revokeKey } from "@/lib/keys/server/revoke-key";
import { revokeTenantKey } from "@/lib/keys/server/revoke-tenant-key";
import { rotateKey } from "@/lib/keys/server/rotate-key";
import { updateKey } from "@/lib/keys/server/update-key";
import { CreateKeyInput } from "@/lib/keys/types";
import type { Ctx } from "@/lib/server/context";

const { sql } = await testDatabase();
await makeRoute(sql);
const acme = await makeTenant(sql, "Acme");
const other = await makeTenant(sql, "Other");

const input = (over: Partial<CreateKeyInput> = {}): CreateKeyInput => ({ name: "nightly-import", ...over });
const refusal = (code: Code) => expect.objectContaining({ name: "AppError", code });
const lastChange = async () => {
  const [row] = await sql<{ subject: string; subject_id: string; tenant_id: string; id: number }[]>`
    select subject, subject_id, tenant_id, id from control_change order by id desc limit 1`;
  return row;
};
const auditOf = (keyId: string) =>
  sql<{ action: string; text: string }[]>`
    select action, audit_log::text as text from audit_log where object_id = ${keyId} order by at, ctid`;

describe("creating a key", () => {
  test("answers the secret once and stores only its digest", async () => {
    const { key, secret } = await createKey(acme.as("developer"), input({ mode: "live", scopes: ["geo:search"] }));
    expect(parseKey(secret)).toEqual({ mode: "live" });
    expect(key).toMatchObject({
      status: "active",
      scopes: ["geo:search"],
      createdBy: "Acme developer",
      changeable: true,
    });
    const [row] = await sql<{ digest: Buffer; text: string }[]>`
      select digest, (key_secret::text || api_key::text) as text from key_secret join api_key on api_key.id = key_id
       where key_id = ${key.id}`;
    expect(row?.digest).toEqual(digestKey(secret, env().FAREGATE_KEY_PEPPER));
    expect(row?.text).not.toContain(secret.slice(12, -4));
    expect(JSON.stringify(await getKey(acme.as("viewer"), { id: key.id }))).not.toContain(secret);
  });

  test("is a test key for 90 days unless asked otherwise", async () => {
    const ctx = acme.as("owner");
    const { key, secret } = await createKey(ctx, input());
    expect(parseKey(secret)).toEqual({ mode: "test" });
    expect(Date.parse(key.expiresAt ?? "") - ctx.now.getTime()).toBe(90 * 86_400_000);
  });

  test("leaves an audit line without the secret, and tells the gateways", async () => {
    const { key, secret } = await createKey(acme.as("owner"), input());
    const lines = await auditOf(key.id);
    expect(lines.map((line) => line.action)).toEqual(["key.created"]);
    expect(lines[0]?.text).not.toContain(secret.slice(12, -4));
    expect(await lastChange()).toMatchObject({ subject: "key", subject_id: key.id, tenant_id: acme.id });
  });

  test.each(["billing", "viewer"] as const)("refuses a %s member", async (role) => {
    await expect(createKey(acme.as(role), input())).rejects.toEqual(refusal("permission_denied"));
  });

  test("lets only owners and admins make a key that never expires", async () => {
    await expect(createKey(acme.as("developer"), input({ expiresInDays: null }))).rejects.toEqual(
      refusal("permission_denied"),
    );
    expect((await createKey(acme.as("admin"), input({ expiresInDays: null }))).key.expiresAt).toBeNull();
  });

  test.each([
    [{ scopes: ["geo:search", "*"] }, "/scopes/1"],
    [{ scopes: ["geo:delete"] }, "/scopes/0"],
    [{ allowedNetworks: ["10.0.0.0/8", "10.0.0.300"] }, "/allowedNetworks/1"],
    [{ allowedNetworks: ["example.com"] }, "/allowedNetworks/0"],
  ])("names the entry that is wrong: %j", async (over, pointer) => {
    const before = await lastChange();
    await expect(createKey(acme.as("owner"), input(over))).rejects.toMatchObject({
      code: "validation_failed",
      details: { errors: [{ pointer }] },
    });
    expect(await lastChange()).toEqual(before);
  });

  test.each([
    { name: "" },
    { name: "x".repeat(81) },
    { name: "a\u0000b" },
    { mode: "prod" },
    { expiresInDays: 0 },
    { allowedNetworks: Array.from({ length: 101 }, (_, n) => `10.0.0.${n}`) },
    { secret: "fg_live_mine" },
  ])("does not accept %j", (over) => {
    expect(CreateKeyInput.safeParse({ name: "k", ...over }).success).toBe(false);
  });

  test("stops at 100 keys of a mode, also when several are made at once", async () => {
    const full = await makeTenant(sql, "Full");
    await sql`insert into api_key (tenant_id, id, name, mode, created_at, created_by)
              select ${full.id}, 'key_' || n, 'k', 'live', now(), 'test' from generate_series(1, 97) n`;
    const made = await Promise.allSettled(
      Array.from({ length: 8 }, () => createKey(full.as("owner"), input({ mode: "live" }))),
    );
    expect(made.filter((result) => result.status === "fulfilled")).toHaveLength(3);
    await expect(createKey(full.as("owner"), input({ mode: "live" }))).rejects.toEqual(refusal("conflict"));
    await expect(createKey(full.as("owner"), input({ mode: "test" }))).resolves.toBeDefined();
  });
});

describe("rotating a key", () => {
  test("keeps the key and lets the old secret live for the overlap", async () => {
    const ctx = acme.as("owner");
    const before = await createKey(ctx, input({ mode: "live" }));
    const after = await rotateKey(ctx, { id: before.key.id, overlap: "1h" });
    expect(after.secret).not.toBe(before.secret);
    expect(after.key).toMatchObject({ id: before.key.id, name: before.key.name, expiresAt: before.key.expiresAt });
    expect(after.key.secrets.map((secret) => secret.state)).toEqual(["current", "retiring"]);
    expect(Date.parse(after.key.secrets[1]?.expiresAt ?? "") - ctx.now.getTime()).toBe(3_600_000);
    expect((await auditOf(before.key.id)).map((line) => line.action)).toEqual(["key.created", "key.rotated"]);
    expect(await lastChange()).toMatchObject({ subject: "key", subject_id: before.key.id });
  });

  test("without an overlap ends the old secret at once", async () => {
    const { key } = await createKey(acme.as("owner"), input());
    const rotated = await rotateKey(acme.as("owner"), { id: key.id, overlap: "0" });
    expect(rotated.key.secrets.map((secret) => secret.state)).toEqual(["current", "ended"]);
  });

  test.each(["0", "24h"] as const)("lets one of two rotations at once win (overlap %s)", async (overlap) => {
    const { key } = await createKey(acme.as("owner"), input());
    const secretId = key.secrets[0]?.id;
    const results = await Promise.allSettled([
      rotateKey(acme.as("owner"), { id: key.id, overlap, secretId }),
      rotateKey(acme.as("admin"), { id: key.id, overlap, secretId }),
    ]);
    expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(results.find((result) => result.status === "rejected")).toMatchObject({ reason: { code: "conflict" } });
    expect((await getKey(acme.as("owner"), { id: key.id })).secrets).toHaveLength(2);
  });

  test("waits until the old secret has ended", async () => {
    const { key } = await createKey(acme.as("owner"), input());
    await rotateKey(acme.as("owner"), { id: key.id, overlap: "24h" });
    await expect(rotateKey(acme.as("owner"), { id: key.id, overlap: "24h" })).rejects.toEqual(refusal("conflict"));
    const ended = await endOldSecret(acme.as("owner"), { id: key.id });
    expect(ended.secrets[1]?.state).toBe("ended");
    await expect(rotateKey(acme.as("owner"), { id: key.id, overlap: "24h" })).resolves.toBeDefined();
  });

  test("can be extended up to 30 days, never shortened", async () => {
    const { key } = await createKey(acme.as("owner"), input());
    await rotateKey(acme.as("owner"), { id: key.id, overlap: "1h" });
    await expect(extendOldSecret(acme.as("owner"), { id: key.id, overlap: "15m" })).rejects.toEqual(
      refusal("conflict"),
    );
    const ctx = acme.as("owner");
    const extended = await extendOldSecret(ctx, { id: key.id, overlap: "7d" });
    expect(Date.parse(extended.secrets[1]?.expiresAt ?? "") - ctx.now.getTime()).toBe(7 * 86_400_000);
    expect((await auditOf(key.id)).at(-1)?.action).toBe("key.old_secret_extended");
  });

  test("is refused for a key without an old secret, an expired key and a revoked key", async () => {
    const { key } = await createKey(acme.as("owner"), input());
    await expect(endOldSecret(acme.as("owner"), { id: key.id })).rejects.toEqual(refusal("conflict"));
    const later = acme.as("owner", { now: new Date(Date.now() + 91 * 86_400_000) });
    await expect(rotateKey(later, { id: key.id, overlap: "24h" })).rejects.toEqual(refusal("conflict"));
    await revokeKey(acme.as("owner"), { id: key.id });
    await expect(rotateKey(acme.as("owner"), { id: key.id, overlap: "24h" })).rejects.toEqual(refusal("conflict"));
  });
});

describe("pausing, editing and revoking", () => {
  test("a paused key can be resumed", async () => {
    const { key } = await createKey(acme.as("owner"), input());
    expect((await pauseKey(acme.as("owner"), { id: key.id })).status).toBe("paused");
    await expect(pauseKey(acme.as("owner"), { id: key.id })).rejects.toEqual(refusal("conflict"));
    expect((await resumeKey(acme.as("owner"), { id: key.id })).status).toBe("active");
    await expect(resumeKey(acme.as("owner"), { id: key.id })).rejects.toEqual(refusal("conflict"));
    expect((await auditOf(key.id)).map((line) => line.action)).toEqual(["key.created", "key.paused", "key.resumed"]);
  });

  test("an edit changes what it names and nothing else", async () => {
    const { key } = await createKey(acme.as("owner"), input({ scopes: ["geo:search"] }));
    const edited = await updateKey(acme.as("owner"), { id: key.id, name: "importer", allowedNetworks: ["10.0.0.0/8"] });
    expect(edited).toMatchObject({ name: "importer", scopes: ["geo:search"], allowedNetworks: ["10.0.0.0/8"] });
    expect(await lastChange()).toMatchObject({ subject_id: key.id });
    const before = await lastChange();
    await updateKey(acme.as("owner"), { id: key.id, name: "importer" });
    expect(await lastChange()).toEqual(before);
    await expect(updateKey(acme.as("owner"), { id: key.id, scopes: ["*"] })).rejects.toEqual(
      refusal("validation_failed"),
    );
  });

  test("a revoked key stays revoked", async () => {
    const { key } = await createKey(acme.as("owner"), input());
    expect((await revokeKey(acme.as("owner"), { id: key.id })).status).toBe("revoked");
    expect(await lastChange()).toMatchObject({ subject: "key", subject_id: key.id, tenant_id: acme.id });
    for (const verb of [revokeKey, pauseKey, resumeKey]) {
      await expect(verb(acme.as("owner"), { id: key.id })).rejects.toEqual(refusal("conflict"));
    }
  });

  test("staff revoke a tenant's key with a reason; members and strangers cannot", async () => {
    const { key } = await createKey(acme.as("owner"), input());
    const staff: Ctx = {
      ...acme.as("owner"),
      actor: { kind: "person", personId: "per_s", sessionId: "ses_s", name: "S", email: "s@x", staffRole: "support" },
      tenant: null,
    };
    const asked = { tenantId: acme.id, id: key.id, reason: "leaked on a forum" };
    await expect(revokeTenantKey(acme.as("owner"), asked)).rejects.toEqual(refusal("not_found"));
    await expect(revokeTenantKey(staff, { ...asked, tenantId: other.id })).rejects.toEqual(refusal("not_found"));
    await revokeTenantKey(staff, asked);
    await expect(revokeTenantKey(staff, asked)).rejects.toEqual(refusal("conflict"));
    expect((await auditOf(key.id)).at(-1)?.text).toContain("leaked on a forum");
  });
});

describe("whose key it is", () => {
  const changes: [string, (ctx: Ctx, id: string) => Promise<unknown>][] = [
    ["rotate", (ctx, id) => rotateKey(ctx, { id, overlap: "24h" })],
    ["end the old secret of", (ctx, id) => endOldSecret(ctx, { id })],
    ["extend the old secret of", (ctx, id) => extendOldSecret(ctx, { id, overlap: "24h" })],
    ["pause", (ctx, id) => pauseKey(ctx, { id })],
    ["resume", (ctx, id) => resumeKey(ctx, { id })],
    ["revoke", (ctx, id) => revokeKey(ctx, { id })],
    ["edit", (ctx, id) => updateKey(ctx, { id, name: "mine now" })],
  ];

  test.each(changes)("a stranger cannot %s it, and is told that it does not exist", async (_, change) => {
    const { key } = await createKey(acme.as("owner"), input());
    await expect(change(other.as("owner"), key.id)).rejects.toEqual(refusal("not_found"));
    await expect(change({ ...acme.as("owner"), tenant: null }, key.id)).rejects.toEqual(refusal("not_found"));
    expect(await getKey(acme.as("owner"), { id: key.id })).toEqual(key);
  });

  test.each(changes)("a developer cannot %s a key that somebody else made", async (_, change) => {
    const { key } = await createKey(acme.as("owner"), input());
    await expect(change(acme.as("developer"), key.id)).rejects.toEqual(refusal("permission_denied"));
    await expect(change(acme.as("viewer"), key.id)).rejects.toEqual(refusal("permission_denied"));
  });

  test("a developer changes their own keys", async () => {
    const { key } = await createKey(acme.as("developer"), input());
    await expect(rotateKey(acme.as("developer"), { id: key.id, overlap: "24h" })).resolves.toBeDefined();
    await expect(revokeKey(acme.as("developer"), { id: key.id })).resolves.toMatchObject({ status: "revoked" });
  });

  test("reading shows only the tenant's own keys", async () => {
    const { key } = await createKey(acme.as("owner"), input());
    await expect(getKey(other.as("owner"), { id: key.id })).rejects.toEqual(refusal("not_found"));
    expect((await listKeys(other.as("owner"))).map((row) => row.id)).not.toContain(key.id);
    expect((await listKeys(acme.as("viewer"))).find((row) => row.id === key.id)).toMatchObject({ changeable: false });
  });
});

test("the list counts a key's calls, folded refusals in full, and no other tenant's", async () => {
  const { key } = await createKey(acme.as("owner"), input({ mode: "live" }));
  const now = Date.now();
  const write = (request: string, tenantId: string, hoursAgo: number, status: number, weight = 1) => sql`
    insert into request_log (request_id, decided_at, door, tenant_id, key_id, method, status, gate_us, total_ms, weight)
    values (${request}, ${new Date(now - hoursAgo * 3_600_000)}, 'gateway', ${tenantId}, ${key.id}, 'GET', ${status}, 1, 1, ${weight})`;
  await write("req_1", acme.id, 1, 200);
  await write("req_2", acme.id, 2, 402, 40);
  await write("req_3", acme.id, 30, 402);
  await write("req_4", acme.id, 24 * 8, 200);
  await write("req_5", other.id, 1, 200);
  const row = (await listKeys(acme.as("viewer"))).find((found) => found.id === key.id);
  expect(row).toMatchObject({ calls24h: 41, calls7d: 42, refusals7d: 41 });
});
