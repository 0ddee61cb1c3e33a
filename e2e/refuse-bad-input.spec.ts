import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Client, openClient } from "./support/api-client";
import { moneyCalls } from "./support/console-calls";
import { demoFacts, expect, test } from "./support/journey";
import { openAdmin } from "./support/new-tenant";
import { canaries, made, makeSide, type Side, secrets } from "./support/tenant-side";

test.describe.configure({ mode: "serial" });

let admin: Client;
let side: Side;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  admin = await openAdmin();
  side = await makeSide(admin, canaries.A);
});

test("no other site spends a member's money, and no form does", async () => {
  const evil = { origin: "https://evil.example", "content-type": "application/json" };
  for (const { method, path, body = {} } of moneyCalls) {
    const data = JSON.stringify(body);
    for (const headers of [evil, { ...evil, origin: "null" }, { ...evil, "content-type": "text/plain" }]) {
      const answer = await side.members.billing.context.fetch(path, { method, headers, data });
      expect(answer.status(), `${method} ${path}`).toBe(403);
      expect(await answer.text(), `${method} ${path}`).toContain("page of this portal");
    }
    if (method === "DELETE") continue;
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await side.members.billing.context.fetch(path, { method, headers: form, data: "a=1" });
    expect(answer.status(), `${method} ${path}`).toBe(415);
  }
  expect((await side.owner.send("GET", "/api/billing")).json).toMatchObject({
    subscription: { planName: "Pro", status: "active", cancelAt: null },
  });
});

test("the door for webhooks takes nothing that is not signed, and says no more than that", async () => {
  const stranger = await openClient();
  const body = JSON.stringify({ id: "evt_1", object: "event", type: "invoice.paid", livemode: false });
  for (const signature of [null, "", "t=1,v1=00", `t=${Math.floor(Date.now() / 1000)},v1=${"0".repeat(64)}`]) {
    const answer = await stranger.context.post("/api/webhooks/stripe", {
      data: body,
      headers: { "content-type": "application/json", ...(signature !== null && { "stripe-signature": signature }) },
    });
    expect(answer.status()).toBe(400);
    expect(await answer.json()).toMatchObject({ code: "invalid_request", requestId: expect.stringMatching(/^req_/) });
    expect(await answer.text()).not.toMatch(/whsec|stripe\.com|expected|payload/i);
  }
});

test("a file of requests is written 20 times an hour for one person, and then says when it will be again", async () => {
  const exports = async (client: Client, times: number) => {
    const answers: number[] = [];
    for (let n = 0; n < times; n++) answers.push((await client.send("GET", "/api/requests.csv")).status);
    return answers;
  };
  const statuses = await exports(side.members.viewer, 22);
  expect(statuses).toEqual([...Array<number>(20).fill(200), 429, 429]);
  const refused = await side.members.viewer.context.get("/api/requests.csv");
  expect(Number(refused.headers()["retry-after"])).toBeGreaterThan(0);
  expect(await exports(side.owner, 1)).toEqual([200]);
});

test("malformed input is refused as a problem that names it, and nothing happens", async () => {
  const post = (data: string | Buffer, headers: Record<string, string> = { "content-type": "application/json" }) =>
    side.owner.context.post("/api/keys", { data: Buffer.from(data), headers });
  const before = (await side.owner.send("GET", "/api/keys")).json as unknown as unknown[];
  const refused: [number, string, Promise<{ status(): number; text(): Promise<string> }>][] = [
    [422, "/posted", post('{"name":"x","posted":1000000}')],
    [422, "/constructor", post('{"name":"x","constructor":{"prototype":{"a":1}}}')],
    [422, "/name", post('{"name":"a\\u0000b"}')],
    [422, "/expiresInDays", post('{"name":"x","expiresInDays":"90"}')],
    [400, "__proto__", post('{"name":"x","__proto__":{"role":"owner"}}')],
    [400, "nested", post('{"a":'.repeat(100_000))],
    [400, "UTF-8", post(Buffer.from([0x22, 0xff, 0x22]))],
    [413, "1024 KiB", post(`{"name":"${"x".repeat(1_048_577)}"}`)],
    [415, "application/json", post('{"name":"x"}', { "content-type": "text/plain" })],
    [
      403,
      "page of this portal",
      post('{"name":"x"}', { "content-type": "application/json", origin: "https://evil.example" }),
    ],
    [403, "page of this portal", post('{"name":"x"}', { "content-type": "application/json", origin: "null" })],
    [400, "twice", side.owner.context.get("/api/keys?tenant=1&tenant=2")],
    [422, "colour", side.owner.context.get("/api/plan?colour=red")],
    [422, "from", side.owner.context.get("/api/requests?from=0000-01-01T00:00:00Z")],
    [422, "after", side.owner.context.get(`/api/requests?after=999999999999999.${side.requestId}`)],
    [422, "request", side.owner.context.get("/api/requests?request=req_7ZZZZZZZZZZZZZZZZZZZZZZZZZ")],
    [404, "not_found", side.owner.context.get("/api/requests/req_7ZZZZZZZZZZZZZZZZZZZZZZZZZ")],
    [
      404,
      "not_found",
      side.owner.context.post("/api/keys/%00/rotate", { data: "{}", headers: { "content-type": "application/json" } }),
    ],
    [404, "not_found", side.owner.context.get("/api/auth/nothing")],
    [404, "not_found", side.owner.context.get("/api/auth/callback/credentials")],
    [404, "not_found", side.owner.context.post("/api/auth/_log", { form: { level: "error", code: "FORGED" } })],
  ];
  for (const [status, said, asked] of refused) {
    const answer = await asked;
    const text = await answer.text();
    expect([answer.status(), text]).toEqual([status, expect.stringContaining(said)]);
    expect(JSON.parse(text)).toMatchObject({
      status,
      code: expect.any(String),
      requestId: expect.stringMatching(/^req_/),
    });
  }
  // Not through the runner's client, which mends such addresses.
  for (const address of [
    "/api/keys/%zz",
    "/api/keys/%ff",
    "/gateway/northlight/v1/%zz",
    "/console/keys/%zz",
    "/errors/%ff",
    "/go/%e0%a4%a",
  ]) {
    const answer = await fetch(demoFacts().portalUrl + address);
    expect([address, answer.status, await answer.json()]).toMatchObject([address, 400, { code: "invalid_request" }]);
  }
  for (const page of ["/receipts/req_7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "/go/__proto__", "/go/nowhere"]) {
    expect((await side.owner.context.get(page)).status(), page).toBe(404);
  }
  expect((await side.owner.context.get(`/console/requests?after=999999999999999.${side.requestId}`)).status()).toBe(
    200,
  );
  expect((await side.owner.send("GET", "/api/keys")).json).toHaveLength(before.length);
});

test("nothing leads a stranger or a member to another site", async () => {
  const stranger = await openClient();
  const addresses = [
    "//evil.example/console",
    "/\\evil.example/console",
    "/sign-in?callbackUrl=/%5Cevil.example",
    "/sign-in?callbackUrl=//evil.example",
    "/sign-in?callbackUrl=https://evil.example",
    "/api/auth/signin?callbackUrl=//evil.example",
    "/go/upgrade?tenant=https://evil.example&from=//evil.example",
    "/go/manage-key?tenant=//evil.example",
    `/go/manage-key?from=${side.requestId}`,
    "/console/keys?x=//evil.example",
    "/go/top-up?from=//evil.example",
    "/go/pay-invoice?tenant=//evil.example",
    "/go/subscribe?from=https://evil.example",
    "/checkout/return?session_id=//evil.example",
    "/checkout/return?tenant=//evil.example&session_id=cs_test_1",
    "/console/plan?checkout=cancelled&from=//evil.example",
  ];
  for (const client of [stranger, side.owner]) {
    for (const address of addresses) {
      const answer = await client.context.get(demoFacts().portalUrl + address, { maxRedirects: 0 });
      const location = answer.headers().location ?? "/";
      expect(new URL(location, demoFacts().portalUrl).origin, address).toBe(new URL(demoFacts().portalUrl).origin);
      expect(location, address).not.toMatch(/^[/\\]{2}/);
    }
  }
});

test("no log and no answer holds a secret: keys, passwords, an upstream's credential", async () => {
  const unique = Date.now().toString(36);
  const credential = `credential-${unique}-of-the-upstream`;
  const guess = `guessed-${unique}-password`;
  secrets.push(credential, guess);
  const api: { id: string } = await made(admin, "/api/admin/apis", {
    slug: `canary-${unique}`,
    name: `${canaries.A} upstream`,
    upstreamUrl: "https://upstream.example",
    upstreamHeader: "x-credential",
    upstreamSecret: credential,
  });
  const of = `/api/admin/apis/${api.id}`;
  const answers = [
    await admin.send("PATCH", of, { upstreamSecret: `${credential}\n` }),
    await admin.send("PATCH", of, { upstreamUrl: "https://elsewhere.example" }),
    await admin.send("GET", of),
    await admin.send("GET", "/api/admin/apis"),
    await admin.send("GET", `/api/admin/audit?object=${api.id}`),
    await admin.send("DELETE", of),
    await admin.send("GET", `/api/admin/tenants/${side.tenantId}/keys`),
    await admin.send("GET", `/api/admin/audit?tenant=${side.tenantId}`),
  ];
  expect(answers.map(({ status }) => status)).toEqual([422, 422, 200, 200, 200, 204, 200, 200]);
  for (const { text } of answers) for (const secret of secrets) expect(text.includes(secret)).toBe(false);
  const stranger = await openClient();
  const { csrfToken } = (await stranger.send("GET", "/api/auth/csrf")).json;
  const form = { email: "nobody@example.com", password: guess, csrfToken: String(csrfToken), json: "true" };
  expect((await stranger.context.post("/api/auth/callback/credentials", { form })).status()).toBe(401);

  const folder = path.join(path.dirname(process.env.E2E_DEMO_JSON ?? ""), "log");
  const files = readdirSync(folder);
  expect(files).toContain("portal.log");
  for (const file of files) {
    const text = readFileSync(path.join(folder, file), "utf8");
    for (const secret of secrets) expect(text.includes(secret), file).toBe(false);
    expect(text, file).not.toMatch(/fg_(live|test)_[0-9A-Za-z]{38}/);
  }
});
