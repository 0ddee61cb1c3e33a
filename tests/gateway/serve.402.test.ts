import { describe, expect, it } from "vitest";
import { verifyReceipt } from "@/lib/receipt-token";
import { receiptKey } from "@/lib/server/receipt-key";
import { eventually, refusal } from "@/tests/gateway/call";
import { doors, openWorld } from "@/tests/gateway/world";

const world = await openWorld();
const past = new Date(Date.now() - 3_600_000);

async function spendAll(url: string, tenant: { auth: Record<string, string> }) {
  for (let n = 0; n < 10; n++) await (await fetch(url, { headers: tenant.auth })).arrayBuffer();
}

describe.each(doors)("at the %s door", (door) => {
  const url = (path = "/northlight/v1/search") => world.doors[door].url + path;

  it("goes 200 … 200, 402 with the whole contract", async () => {
    const tenant = await world.newTenant();
    const before = world.upstream.total();
    for (let n = 0; n < 10; n++) {
      const response = await fetch(url(), { headers: tenant.auth });
      await response.arrayBuffer();
      expect(response.status).toBe(200);
    }
    const { response, problem } = await refusal(url(), { headers: tenant.auth });
    expect(world.upstream.total() - before).toBe(10);
    expect(response.status).toBe(402);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("retry-after")).toBeNull();
    expect(response.headers.get("set-cookie")).toBeNull();
    expect(response.headers.get("ratelimit")).toMatch(/^"monthly";r=0;t=\d+$/);
    expect(response.headers.get("ratelimit-policy")).toMatch(/^"monthly";q=10;w=\d+$/);
    expect(response.headers.get("link")).toContain(`<${String(problem.link)}>; rel="payment"`);
    expect(response.headers.get("request-id")).toBe(problem.requestId);
    expect(problem).toMatchObject({
      code: "quota_exhausted",
      status: 402,
      details: { feature: "calls", policy: "monthly", requested: 1, overage: "none" },
      "violated-policies": ["monthly"],
      reasons: [],
      tenant: { id: tenant.id, name: tenant.name },
      key: { id: tenant.keyId },
      currentPlan: { id: world.ids.starter, name: "Starter", version: 1, status: "active" },
      usageRemaining: { unit: "call", limit: 10, used: 10, remaining: 0 },
      retry: { policy: "after_payment", automatic: false },
    });
    expect(problem.message).toBe(problem.detail);
    expect(problem.link).toBe((problem.actions as { href: string }[])[0]?.href);
    expect((problem.actions as object[])[0]).toMatchObject({
      rel: "upgrade",
      offer: { kind: "plan", id: world.ids.pro },
      price: { amount: "49.00", currency: "EUR" },
    });
    const receipt = new URL(String(problem.explainUrl));
    expect(receipt.pathname).toBe(`/receipts/${String(problem.requestId)}`);
    expect(
      verifyReceipt(receiptKey(), String(problem.requestId), receipt.searchParams.get("t") ?? "", new Date()),
    ).toBe(true);
  });

  it("speaks German, shows a page to a browser, and plain text on request", async () => {
    const tenant = await world.newTenant();
    await spendAll(url(), tenant);
    const german = await refusal(url(), { headers: { ...tenant.auth, "accept-language": "de" } });
    expect(german.response.headers.get("content-language")).toBe("de");
    expect(german.problem.title).toBe("Kontingent aufgebraucht");
    const page = await fetch(url(), { headers: { ...tenant.auth, accept: "text/html,application/xhtml+xml" } });
    expect(page.status).toBe(402);
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    expect(await page.text()).toContain("/go/upgrade?");
    const text = await fetch(url(), { headers: { ...tenant.auth, accept: "text/plain" } });
    expect(await text.text()).toContain("quota_exhausted");
    const head = await fetch(url(), { method: "HEAD", headers: tenant.auth });
    expect(head.status).toBe(402);
    expect(await head.text()).toBe("");
  });

  it("50 parallel calls on 10 left: exactly 10 pass, 40 are refused, the upstream saw 10", async () => {
    const tenant = await world.newTenant();
    const before = world.upstream.total();
    const statuses = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const response = await fetch(url("/northlight/v1/slow?ms=50"), { headers: tenant.auth });
        await response.arrayBuffer();
        return response.status;
      }),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(10);
    expect(statuses.filter((status) => status === 402)).toHaveLength(40);
    expect(world.upstream.total() - before).toBe(10);
  });

  it("refuses a call that costs more than the rest, and says how much is left", async () => {
    const tenant = await world.newTenant();
    for (let n = 0; n < 3; n++)
      await (await fetch(url("/northlight/v1/reports/1"), { headers: tenant.auth })).arrayBuffer();
    await world.sql`insert into exception (tenant_id, id, kind, feature_id, units, reason, starts_at, ends_at, granted_by, created_at)
      values (${tenant.id}, ${`exc_${door}`}, 'extra_units', ${world.ids.reports}, 3, 'test', now() - interval '1 hour', now() + interval '1 day', 'test', now())`;
    await world.change("tenant", tenant.id);
    await world.waitForFeed();
    await (await fetch(url("/northlight/v1/reports/1"), { headers: tenant.auth })).arrayBuffer();
    const { problem, response } = await refusal(url("/northlight/v1/reports/1"), { headers: tenant.auth });
    expect(problem).toMatchObject({
      code: "quota_exhausted",
      usageRemaining: { limit: 23, used: 20, remaining: 3 },
      details: { requested: 5 },
    });
    expect(problem.detail).toContain("3 of 23 are left");
    expect(response.headers.get("ratelimit-policy")).toContain(';qu="faregate-page"');
  });

  it("asks for a plan that has the feature", async () => {
    const tenant = await world.newTenant();
    const { response, problem } = await refusal(url("/northlight/v1/extra"), { headers: tenant.auth });
    expect(response.status).toBe(402);
    expect(problem).toMatchObject({
      code: "feature_not_in_plan",
      details: { feature: "extra", kind: "switch", availableIn: ["Pro"] },
    });
    expect(response.headers.get("ratelimit")).toBeNull();
  });

  it.each([
    ["subscription_required", { plan: null }],
    ["trial_expired", { status: "trialing", endsAt: past }],
    ["subscription_expired", { endsAt: past }],
    ["subscription_expired", { status: "ended" }],
    ["subscription_paused", { status: "paused" }],
  ] as const)("answers %s for %j", async (code, over) => {
    const tenant = await world.newTenant(over);
    const { response, problem } = await refusal(url(), { headers: tenant.auth });
    expect(response.status).toBe(402);
    expect(problem.code).toBe(code);
    expect(problem.currentPlan === null).toBe(code === "subscription_required");
    expect(problem.link).toBeTruthy();
    expect(response.headers.get("retry-after")).toBeNull();
  });

  it("tells an application with a minimal key nothing about tenant, plan or usage", async () => {
    const tenant = await world.newTenant({ plan: null, errorDetail: "minimal" });
    const { response, problem } = await refusal(url(), { headers: tenant.auth });
    expect(problem.code).toBe("subscription_required");
    expect(JSON.stringify(problem)).not.toContain(tenant.id);
    expect(JSON.stringify(problem)).not.toContain(tenant.name);
    for (const name of ["link", "actions", "tenant", "key", "explainUrl", "currentPlan"])
      expect(problem).not.toHaveProperty(name);
    expect(response.headers.get("link")).not.toContain("payment");
  });

  it("keeps the gates with the refusal, and the numbers of the failing one", async () => {
    const tenant = await world.newTenant();
    await spendAll(url(), tenant);
    const { problem } = await refusal(url(), { headers: tenant.auth });
    const [row] = await eventually(
      () =>
        world.sql`select gates, limit_units, used_units, asked_units, units, code from request_log where request_id = ${String(problem.requestId)}`,
      (rows) => rows.length === 1,
    );
    expect(row).toMatchObject({ code: "quota_exhausted", limit_units: 10, used_units: 10, asked_units: 1, units: 0 });
    expect(row?.gates.map((gate: { gate: string; result: string }) => `${gate.gate} ${gate.result}`)).toEqual([
      "key passed",
      "policy passed",
      "rate passed",
      "subscription passed",
      "feature passed",
      "quota refused",
    ]);
  });

  it("a failed call gives its unit back before the next one asks", async () => {
    const tenant = await world.newTenant();
    for (let n = 0; n < 9; n++) await (await fetch(url(), { headers: tenant.auth })).arrayBuffer();
    for (let n = 0; n < 5; n++) {
      const failed = await fetch(url(n % 2 ? "/northlight/v1/status/500" : "/northlight/v1/break/reset"), {
        headers: tenant.auth,
      });
      await failed.arrayBuffer();
      expect(failed.status).toBe(n % 2 ? 500 : 502);
    }
    expect((await fetch(url(), { headers: tenant.auth })).status).toBe(200);
    expect((await fetch(url(), { headers: tenant.auth })).status).toBe(402);
  });

  it("folds a storm of equal refusals after the sixtieth, and explains it by the last one kept", async () => {
    const { engine } = world.doors[door];
    // Folds end with the minute, at most 250 ms after it: a storm that met its turn proves nothing and is repeated.
    const minuteOf = (ms: number) => Math.floor(ms / 60_000);
    for (let isWhole = false; !isWhole; ) {
      const startedMs = Date.now();
      const tenant = await world.newTenant({ plan: null });
      const requestIds: string[] = [];
      const explained: string[] = [];
      for (let n = 0; n < 63; n++) {
        const { problem } = await refusal(url(), { headers: tenant.auth });
        requestIds.push(problem.requestId as string);
        explained.push(new URL(String(problem.explainUrl)).pathname.slice("/receipts/".length));
      }
      await engine.requestLog.flush();
      const rows = await world.sql`select request_id from request_log where tenant_id = ${tenant.id}`;
      isWhole = minuteOf(startedMs - 300) === minuteOf(Date.now());
      if (!isWhole) continue;
      expect(rows.map((row) => String(row.request_id)).sort()).toEqual(requestIds.slice(0, 60).sort());
      expect(explained).toEqual([...requestIds.slice(0, 60), ...Array<string | undefined>(3).fill(requestIds[59])]);
    }
  });
});
