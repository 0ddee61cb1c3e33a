import { describe, expect, it } from "vitest";
import { mintKey } from "@/lib/keys/key-format";
import { eventually, refusal } from "@/tests/gateway/call";
import { doors, openWorld } from "@/tests/gateway/world";

const world = await openWorld();

describe.each(doors)("at the %s door", (door) => {
  const url = (path = "/northlight/v1/search") => world.doors[door].url + path;
  const ask = (authorization: string, path?: string) => refusal(url(path), { headers: { authorization } });

  it("asks for a key when none was sent, without telling anything", async () => {
    const { response, problem } = await refusal(url());
    expect(response.status).toBe(401);
    expect(problem.code).toBe("authentication_required");
    expect(response.headers.get("www-authenticate")).toBe('Bearer realm="northlight"');
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(problem).not.toHaveProperty("tenant");
    expect(response.headers.get("request-id")).toBe(problem.requestId);
  });

  it("tells a mistyped key from an unknown one; no value comes back", async () => {
    const key = mintKey("live");
    const mistyped = await ask(`Bearer ${key.slice(0, -1)}${key.endsWith("0") ? "1" : "0"}`);
    expect(mistyped.problem).toMatchObject({ status: 401, code: "invalid_api_key", details: { reason: "malformed" } });
    expect(mistyped.response.headers.get("www-authenticate")).toBe('Bearer realm="northlight", error="invalid_token"');
    const unknown = await ask(`Bearer ${key}`);
    expect(unknown.problem).toMatchObject({ status: 401, code: "invalid_api_key", details: { reason: "unknown" } });
    expect(JSON.stringify(unknown.problem)).not.toContain(key.slice(8));
    expect((await ask("Basic dXNlcjpwYXNz")).problem.code).toBe("invalid_api_key");
  });

  it("refuses revoked and expired keys, and replaced secrets after their overlap, each by its name", async () => {
    const past = new Date(Date.now() - 60_000);
    const revoked = await world.newTenant();
    await world.sql`update api_key set revoked_at = now() where id = ${revoked.keyId}`;
    const expired = await world.newTenant();
    await world.sql`update api_key set expires_at = ${past} where id = ${expired.keyId}`;
    const replaced = await world.newTenant();
    await world.sql`update key_secret set expires_at = ${past}, replaced_at = ${past} where id = ${replaced.secretId}`;
    expect((await ask(`Bearer ${revoked.key}`)).problem).toMatchObject({
      status: 401,
      code: "invalid_api_key",
      details: { reason: "revoked" },
    });
    expect((await ask(`Bearer ${expired.key}`)).problem).toMatchObject({
      status: 401,
      code: "expired_api_key",
      details: { reason: "expired" },
    });
    const { problem } = await ask(`Bearer ${replaced.key}`);
    expect(problem).toMatchObject({ status: 401, code: "expired_api_key", details: { reason: "replaced" } });
    for (const hidden of ["tenant", "currentPlan", "key", "explainUrl"]) expect(problem).not.toHaveProperty(hidden);
  });

  it("refuses a key in the address, and sends it to nobody", async () => {
    const tenant = await world.newTenant();
    const before = world.upstream.total();
    for (const written of [tenant.key, tenant.key.replaceAll("_", "%5F")]) {
      const { problem } = await refusal(url(`/northlight/v1/search?key=${written}`), { headers: tenant.auth });
      expect(problem).toMatchObject({ status: 401, code: "invalid_api_key" });
    }
    expect(world.upstream.total()).toBe(before);
  });

  it("a new key works at once, though it was asked for before it existed", async () => {
    const { digestKey } = await import("@/lib/keys/key-format");
    const { env } = await import("@/lib/env");
    const tenant = await world.newTenant();
    const key = mintKey("live");
    expect((await ask(`Bearer ${key}`)).response.status).toBe(401);
    await world.sql`insert into key_secret (tenant_id, id, key_id, digest, hint, created_at)
      values (${tenant.id}, ${`sec_${door}`}, ${tenant.keyId}, ${digestKey(key, env().FAREGATE_KEY_PEPPER)}, 'h', now())`;
    await world.change("key", tenant.keyId, tenant.id);
    await eventually(
      async () => (await fetch(url(), { headers: { authorization: `Bearer ${key}` } })).status,
      (status) => status === 200,
      1_000,
    );
  });

  it("writes the refusal to the request log", async () => {
    const { response } = await refusal(url());
    const [row] = await eventually(
      () =>
        world.sql`select status, code, tenant_id, route_path from request_log where request_id = ${response.headers.get("request-id")}`,
      (rows) => rows.length === 1,
    );
    expect(row).toEqual({ status: 401, code: "authentication_required", tenant_id: null, route_path: "/v1/search" });
  });
});
