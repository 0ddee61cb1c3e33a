import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } from "@/app/gateway/[...path]/route";
import { portalEngine } from "@/lib/gateway/server/portal-engine";
import { openWorld } from "@/tests/gateway/world";

// The portal's own folder may be another run's.
const folder = await mkdtemp(path.join(tmpdir(), "faregate-portal-door-"));
vi.stubEnv("JOURNAL_FOLDER", folder);
const world = await openWorld();
afterAll(async () => {
  await (await portalEngine()).close();
  await rm(folder, { recursive: true, force: true });
});

const ask = (method: string, path: string, headers: Record<string, string>, body?: string) =>
  new Request(`http://portal.test/gateway${path}`, { method, headers, ...(body !== undefined && { body }) });

it("the portal's route opens one engine and serves every method through it", async () => {
  const tenant = await world.newTenant();
  const [first, second] = await Promise.all([portalEngine(), portalEngine()]);
  expect(first).toBe(second);
  const found = await GET(ask("GET", "/northlight/v1/search?q=oslo", tenant.auth));
  expect(found.status).toBe(200);
  expect(await found.json()).toMatchObject({ places: [{ name: "Oslo" }] });
  const echoed = await POST(ask("POST", "/northlight/v1/echo", tenant.auth, "hello"));
  expect(await echoed.text()).toBe("hello");
  expect((await HEAD(ask("HEAD", "/northlight/v1/search", tenant.auth))).status).toBe(200);
  const preflight = { origin: "https://app.example.com", "access-control-request-method": "GET" };
  expect((await OPTIONS(ask("OPTIONS", "/northlight/v1/search", preflight))).status).toBe(204);
  for (const [method, handler] of Object.entries({ PUT, PATCH, DELETE })) {
    const refused = await handler(ask(method, "/northlight/v1/search", tenant.auth));
    expect(refused.status).toBe(405);
    expect(await refused.json()).toMatchObject({ code: "method_not_allowed" });
  }
});

it("takes the address that the portal's server noted, and no other", async () => {
  const tenant = await world.newTenant({ networks: ["203.0.113.0/24"] });
  const from = (headers: Record<string, string>) =>
    GET(ask("GET", "/northlight/v1/search", { ...tenant.auth, ...headers }));
  expect((await from({ "faregate-peer": "203.0.113.7" })).status).toBe(200);
  expect((await from({ "faregate-peer": "198.51.100.7", "x-forwarded-for": "203.0.113.7" })).status).toBe(403);
  expect((await from({ "x-forwarded-for": "203.0.113.7" })).status).toBe(403);
});

it("judges the head that the portal's server noted, not what Next made of it", async () => {
  const tenant = await world.newTenant();
  const { authorization = "" } = tenant.auth;
  const from = async (target: string, rawHeaders: string[]) => {
    const head = Buffer.from(JSON.stringify([target, ...rawHeaders])).toString("base64url");
    const response = await GET(ask("GET", "/northlight/v1/search", { ...tenant.auth, "faregate-head": head }));
    return response.status === 200 ? 200 : ((await response.json()) as { code: string }).code;
  };
  const path = "/gateway/northlight/v1/search";
  expect(await from(path, ["authorization", authorization])).toBe(200);
  expect(await from(path, ["authorization", authorization, "Authorization", "Bearer other"])).toBe("invalid_request");
  expect(await from("/gateway/northlight/v1/../v1/search", ["authorization", authorization])).toBe("invalid_request");
  expect(await from(`/x/..${path}`, ["authorization", authorization])).toBe("not_found");
  expect(await from(path, [])).toBe("authentication_required");
});

it("forwards no cookie of the portal and sandboxes what comes back", async () => {
  const tenant = await world.newTenant();
  const response = await POST(
    ask("POST", "/northlight/v1/echo", { ...tenant.auth, cookie: "__Host-fg.session=x" }, ""),
  );
  await response.arrayBuffer();
  expect(Buffer.from(response.headers.get("x-echo-headers") ?? "", "base64url").toString()).not.toContain("session");
  expect(response.headers.get("set-cookie")).toBeNull();
  expect(response.headers.get("content-security-policy")).toBe("sandbox");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
});
