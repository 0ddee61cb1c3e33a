import { encode } from "next-auth/jwt";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { testDatabase } from "@/db/testing/test-database";
import { createSession } from "@/lib/accounts/server/create-session";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";

// Next's own door to the request's cookies is closed outside of Next: this stands in for it, and for nothing of ours.
const jar = vi.hoisted(() => new Map<string, string>());
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => {
      const value = jar.get(name);
      return value === undefined ? undefined : { name, value };
    },
  }),
}));

const { sql } = await testDatabase();
const { route } = await import("@/app/_http/route");
const { sessionCookie } = await import("@/app/_auth/cookies");

const now = new Date();
const origin = "http://localhost:3000";
beforeEach(() => jar.clear());

async function signIn(staffRole: "admin" | "support" | null, role: "owner" | "viewer" | null) {
  const personId = newId("person", now);
  const tenantId = newId("tenant", now);
  await sql`insert into person (id, email, name, staff_role, created_at)
            values (${personId}, ${`${personId.toLowerCase()}@example.com`}, 'Ada', ${staffRole}, ${now})`;
  if (role) {
    await sql`insert into tenant (id, name, created_at) values (${tenantId}, 'Lumen', ${now})`;
    await sql`insert into member (tenant_id, id, person_id, role, created_at)
              values (${tenantId}, ${newId("member", now)}, ${personId}, ${role}, ${now})`;
  }
  const caller = { now, requestId: newId("request", now), address: null };
  const { sid, sessionId } = await createSession(caller, { personId, provider: "password", userAgent: null });
  jar.set(sessionCookie(), await encode({ token: { sub: personId, sid }, secret: env().NEXTAUTH_SECRET }));
  return { personId, tenantId, sessionId };
}

const input = z.strictObject({ keyId: z.string().startsWith("key_"), name: z.string().min(1) });
const write = route({ needs: "keys:write", input, status: 201 }, (ctx, sent) => ({ tenant: ctx.tenant?.id, ...sent }));
const staffRead = route({ needs: "staff:read", input: z.strictObject({ tenant: z.string() }) }, (ctx, sent) => ({
  actsIn: ctx.tenant,
  ...sent,
}));

const send = (
  handler: typeof write,
  o: { method?: string; query?: string; body?: string; headers?: Record<string, string>; path?: object } = {},
) => {
  const { method = "POST", query = "", headers = {}, path = { keyId: "key_1" } } = o;
  const body = method === "POST" ? (o.body ?? '{"name":"x"}') : null;
  const all = { "content-type": "application/json", origin, ...headers };
  const request = new Request(`${origin}/api/x${query}`, { method, body, headers: all });
  return handler(request, { params: Promise.resolve({ ...path }) });
};
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

describe("a handler", () => {
  it("answers its caller as JSON that nobody keeps, with a request id", async () => {
    const { tenantId } = await signIn(null, "owner");
    const response = await send(write);
    expect(response.status).toBe(201);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("request-id")).toMatch(/^req_/);
    expect(await response.json()).toEqual({ tenant: tenantId, keyId: "key_1", name: "x" });
  });
  it("turns strangers away, damaged and foreign cookies among them", async () => {
    expect((await send(write)).status).toBe(401);
    jar.set(sessionCookie(), "damaged");
    expect((await send(write)).status).toBe(401);
    jar.set(sessionCookie(), await encode({ token: { sid: "x" }, secret: "another secret of enough length!!" }));
    expect(await codeOf(await send(write))).toBe("authentication_required");
  });
  it("follows the database at the next request: a role that was lost, a session that was revoked", async () => {
    const { personId, sessionId } = await signIn(null, "owner");
    expect((await send(write)).status).toBe(201);
    await sql`update member set role = 'viewer' where person_id = ${personId}`;
    expect(await codeOf(await send(write))).toBe("permission_denied");
    await sql`update session set revoked_at = ${now} where id = ${sessionId}`;
    expect((await send(write)).status).toBe(401);
  });
  it("does not know other tenants, in the same words as tenants that do not exist", async () => {
    const other = await signIn(null, "owner");
    await signIn(null, "owner");
    const answers = await Promise.all(
      [other.tenantId, newId("tenant", now), "nonsense"].map(async (tenant) => {
        const response = await send(write, { query: `?tenant=${tenant}` });
        const body = (await response.json()) as { code: string; detail: string; details: object };
        return JSON.stringify([response.status, body.code, body.detail, body.details]);
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain("404");
  });
  it("of staff does not exist for members, and takes the tenant as a plain filter", async () => {
    const { tenantId } = await signIn(null, "owner");
    const asked = { method: "GET", query: `?tenant=${tenantId}`, path: {} };
    expect((await send(staffRead, asked)).status).toBe(404);
    await signIn("support", null);
    expect(await (await send(staffRead, asked)).json()).toEqual({ actsIn: null, tenant: tenantId });
  });
  it.each([
    ["a foreign origin", { headers: { origin: "https://evil.example" } }, 403],
    ["a cross-site form", { headers: { origin: "null", "content-type": "text/plain" } }, 403],
    ["another media type", { headers: { "content-type": "text/plain" } }, 415],
    ["half a body", { body: "{" }, 400],
    ["a key twice", { body: '{"name":"x","name":"y"}' }, 400],
    ["a list", { body: "[]" }, 422],
    ["a field nobody asked for", { body: '{"name":"x","role":"owner"}' }, 422],
    ["a path parameter in the body", { body: '{"name":"x","keyId":"key_2"}' }, 422],
    ["a wrong field", { body: '{"name":""}' }, 422],
    ["an id that is none", { path: { keyId: "42" } }, 404],
    ["a parameter twice", { query: "?a=1&a=2" }, 400],
  ])("refuses %s", async (_name, asked, status) => {
    await signIn(null, "owner");
    const response = await send(write, asked);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    expect(response.headers.get("cache-control")).toBe("no-store");
  });
  it("says nothing about a fault, and passes a refusal on in its own words", async () => {
    const faulty = route({ needs: "public" }, () => {
      throw new Error("secret: postgres://user:pass@host");
    });
    const response = await send(faulty, { method: "GET" });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret");
    const refusing = route({ needs: "public" }, () => {
      throw new AppError("conflict", "This key is already revoked.");
    });
    const refusal = await send(refusing, { method: "GET" });
    expect([refusal.status, ((await refusal.json()) as { detail: string }).detail]).toEqual([
      409,
      "This key is already revoked.",
    ]);
  });
  it("refuses parameters that nobody asked for, also where it asks for none", async () => {
    await signIn(null, "owner");
    const plain = route({ needs: "usage:read" }, () => ({}));
    expect((await send(plain, { method: "GET", path: {} })).status).toBe(200);
    const response = await send(plain, { method: "GET", query: "?colour=red", path: {} });
    expect([response.status, await codeOf(response)]).toEqual([422, "validation_failed"]);
  });
  it("answers 204 without a body when there is nothing to say", async () => {
    const response = await send(
      route({ needs: "public" }, () => undefined),
      { method: "GET" },
    );
    expect([response.status, await response.text()]).toEqual([204, ""]);
  });
  it("stops one person sooner where somebody else's machine is asked, and nobody else by it", async () => {
    vi.useFakeTimers({ now: new Date("2026-08-01T10:00:20Z"), toFake: ["Date"] });
    try {
      const asks = route({ needs: "signed-in", perMinute: 2 }, () => ({}));
      const other = route({ needs: "signed-in", perMinute: 2 }, () => ({}));
      const get = async (handler: typeof asks) => (await send(handler, { method: "GET", path: {} })).status;
      const asOne = async () => {
        await signIn(null, "owner");
        await sql`update session set expires_at = now() + interval '9 years', created_at = '2026-08-01T10:00:00Z',
                  seen_at = '2026-08-01T10:00:00Z'`;
      };
      await asOne();
      expect([await get(asks), await get(asks), await get(asks), await get(other)]).toEqual([200, 200, 429, 200]);
      await asOne();
      expect(await get(asks)).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });
  it("stops one person at 300 requests a minute, and says when to come back", async () => {
    vi.useFakeTimers({ now: new Date("2026-08-01T10:00:10Z"), toFake: ["Date"] });
    try {
      const signedIn = route({ needs: "signed-in" }, () => ({}));
      await signIn(null, "owner");
      await sql`update session set expires_at = now() + interval '9 years', created_at = '2026-08-01T10:00:00Z',
                seen_at = '2026-08-01T10:00:00Z'`;
      for (let n = 0; n < 300; n++) expect((await send(signedIn, { method: "GET", path: {} })).status).toBe(200);
      const response = await send(signedIn, { method: "GET", path: {} });
      expect([response.status, response.headers.get("retry-after")]).toEqual([429, "50"]);
    } finally {
      vi.useRealTimers();
    }
  });
});
