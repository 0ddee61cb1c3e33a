import { describe, expect, it } from "vitest";
import { eventually } from "@/tests/gateway/call";
import { doors, openWorld, ownUpstream } from "@/tests/gateway/world";

const world = await openWorld();

describe.each(doors)("at the %s door", (door) => {
  const url = (path: string) => world.doors[door].url + path;

  it("lets a call through with the upstream's body, its own request id and what is left", async () => {
    const tenant = await world.newTenant();
    const response = await fetch(url("/northlight/v1/search?q=ber"), { headers: tenant.auth });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ query: "ber", places: [{ name: "Berlin" }, { name: "Bergen" }] });
    expect(response.headers.get("request-id")).toMatch(/^req_[0-9A-Z]{26}$/);
    expect(response.headers.get("ratelimit-policy")).toMatch(/^"monthly";q=10;w=\d+$/);
    expect(response.headers.get("ratelimit")).toMatch(/^"monthly";r=9;t=\d+$/);
    expect(response.headers.get("faregate-usage")).toBe('"calls";n=1;r=9');
    if (door === "portal") expect(response.headers.get("content-security-policy")).toBe("sandbox");
  });

  it("charges once, and writes one row that names pattern and key but no path", async () => {
    const tenant = await world.newTenant();
    const response = await fetch(url("/northlight/v1/reports/secret-name?ms=0"), { headers: tenant.auth });
    await response.arrayBuffer();
    const requestId = response.headers.get("request-id");
    const [row] = await eventually(
      () => world.sql`select * from request_log where request_id = ${requestId}`,
      (rows) => rows.length === 1,
    );
    expect(row).toMatchObject({
      door,
      status: 200,
      units: 5,
      route_path: "/v1/reports/{id}",
      key_id: tenant.keyId,
      code: null,
    });
    expect(JSON.stringify(row)).not.toContain("secret-name");
    const account = await eventually(
      () => world.sql`select consumed, reserved from ledger_account where tenant_id = ${tenant.id}`,
      ([ledger]) => ledger?.reserved === 0,
    );
    expect(account).toEqual([{ consumed: 5, reserved: 0 }]);
  });

  it("sends the very bytes of the path upstream, and the query as it came", async () => {
    const seen: string[] = [];
    const upstream = await ownUpstream((req, res) => res.end(String(seen.push(req.url ?? ""))));
    const slug = `raw-${door}`;
    const apiId = await world.addApi(slug, `${upstream}/base/`);
    await world.addRoute({ apiId, path: "/v1/{name}", featureId: null });
    await world.waitForFeed();
    const tenant = await world.newTenant();
    await fetch(url(`/${slug}/v1/a%2Fb%20c?x=%41&y=a+b&&z`), { headers: tenant.auth });
    expect(seen).toEqual(["/base/v1/a%2Fb%20c?x=%41&y=a+b&&z"]);
  });

  it("keeps the key from the upstream, adds its own headers, and drops what must not pass", async () => {
    const tenant = await world.newTenant();
    const response = await fetch(url("/northlight/v1/echo"), {
      method: "POST",
      body: "hello",
      headers: {
        ...tenant.auth,
        "x-api-key": tenant.key,
        "x-copy": tenant.key,
        "faregate-tenant": "tnt_forged",
        faregate_tenant: "tnt_forged",
        "x-forwarded-for": "203.0.113.9",
        "x-middleware-subrequest": "1",
        "payment-signature": "x",
        "x-own": "kept",
        "x-request-id": "client-7",
        traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      },
    });
    expect(await response.text()).toBe("hello");
    expect(response.headers.get("set-cookie")).toBeNull();
    const echoed = Buffer.from(response.headers.get("x-echo-headers") ?? "", "base64url").toString();
    expect(echoed).not.toContain(tenant.key);
    const { headers } = JSON.parse(echoed) as { headers: string[] };
    const sent = new Map<string, string[]>();
    for (let i = 0; i < headers.length; i += 2) {
      const name = (headers[i] ?? "").toLowerCase();
      sent.set(name, [...(sent.get(name) ?? []), headers[i + 1] ?? ""]);
    }
    for (const name of [
      "authorization",
      "x-api-key",
      "x-copy",
      "faregate_tenant",
      "x-middleware-subrequest",
      "payment-signature",
    ])
      expect(sent.has(name), name).toBe(false);
    expect(sent.get("faregate-tenant")).toEqual([tenant.id]);
    expect(sent.get("x-forwarded-for")).toEqual(["127.0.0.1"]);
    expect(sent.get("request-id")).toEqual([response.headers.get("request-id")]);
    expect(sent.get("traceparent")?.[0]).toMatch(
      /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-\d\d$/,
    );
    expect(sent.get("x-own")).toEqual(["kept"]);
  });

  it("injects the operator's credential in place of the caller's", async () => {
    const seen: (string | undefined)[] = [];
    const upstream = await ownUpstream((req, res) => {
      seen.push(req.headers.authorization, req.headers["x-upstream-key"] as string);
      res.end("{}");
    });
    const { seal } = await import("@/lib/server/seal");
    const slug = `sealed-${door}`;
    const apiId = await world.addApi(slug, upstream);
    await world.addRoute({ apiId, path: "/v1/x", featureId: null });
    await world.sql`update api set upstream_header = 'x-upstream-key', upstream_secret = ${seal("up-secret", `api|upstream_secret|${apiId}`)} where id = ${apiId}`;
    await world.change("catalog", apiId);
    await world.waitForFeed();
    const tenant = await world.newTenant();
    await fetch(url(`/${slug}/v1/x`), { headers: { ...tenant.auth, "x-upstream-key": "forged" } });
    expect(seen).toEqual([undefined, "up-secret"]);
  });

  it("passes the upstream's own errors and redirects on; only what succeeded is charged", async () => {
    const tenant = await world.newTenant();
    for (const [status, left] of [
      [404, 10],
      [500, 10],
      [429, 10],
      [302, 9],
      [204, 8],
    ]) {
      const response = await fetch(url(`/northlight/v1/status/${status}`), {
        headers: tenant.auth,
        redirect: "manual",
      });
      await response.arrayBuffer();
      expect(response.status).toBe(status);
      expect(response.headers.get("ratelimit")).toMatch(new RegExp(`^"monthly";r=${left};`));
      if (status === 302) expect(response.headers.get("location")).toBe("/v1/ping");
    }
    const [ledger] = await eventually(
      () => world.sql`select consumed, reserved from ledger_account where tenant_id = ${tenant.id}`,
      ([row]) => row?.reserved === 0,
    );
    expect(ledger).toEqual({ consumed: 2, reserved: 0 });
  });

  it("answers HEAD from the GET route, without a body", async () => {
    const tenant = await world.newTenant();
    const response = await fetch(url("/northlight/v1/search"), { method: "HEAD", headers: tenant.auth });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
    expect(response.headers.get("content-type")).toBe("application/json");
  });

  it("answers a preflight itself, for allowed origins only, and lets their pages read refusals", async () => {
    const before = world.upstream.total();
    const ask = (origin: string) =>
      fetch(url("/northlight/v1/search"), {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "GET" },
      });
    const allowed = await ask("https://app.example.com");
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://app.example.com");
    expect(allowed.headers.get("access-control-allow-credentials")).toBeNull();
    expect(allowed.headers.get("access-control-max-age")).toBe("600");
    const stranger = await ask("https://evil.example");
    expect(stranger.status).toBe(204);
    expect(stranger.headers.get("access-control-allow-origin")).toBeNull();
    const refused = await fetch(url("/northlight/v1/search"), { headers: { origin: "https://app.example.com" } });
    expect(refused.status).toBe(401);
    expect(refused.headers.get("access-control-allow-origin")).toBe("https://app.example.com");
    expect(refused.headers.get("access-control-expose-headers")).toContain("Request-Id");
    expect(world.upstream.total()).toBe(before);
  });

  it("counts test keys apart from live ones", async () => {
    const tenant = await world.newTenant({ mode: "test" });
    await (await fetch(url("/northlight/v1/search"), { headers: tenant.auth })).arrayBuffer();
    const rows = await world.sql`select mode from ledger_account where tenant_id = ${tenant.id}`;
    expect(rows).toEqual([{ mode: "test" }]);
  });

  it("notes when and from where a secret was last used", async () => {
    const tenant = await world.newTenant();
    await (await fetch(url("/northlight/v1/ping"), { headers: tenant.auth })).arrayBuffer();
    const [secret] = await eventually(
      () => world.sql`select last_used_at, last_used_address from key_secret where id = ${tenant.secretId}`,
      ([row]) => row?.last_used_at !== null,
    );
    expect(secret?.last_used_address).toBe("127.0.0.1");
  });
});
