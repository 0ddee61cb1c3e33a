import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Client, openClient } from "./support/api-client";
import { callGateway } from "./support/call-gateway";
import { cards } from "./support/hosted-page";
import { demoFacts, expect, test } from "./support/journey";

type Side = {
  tenantId: string;
  owner: Client;
  sessionId: string;
  keyId: string;
  secretId: string;
  requestId: string;
  invoiceId: string;
  changeId: string;
  intentId: string;
  checkoutId: string;
  members: Record<"developer" | "billing" | "viewer", Client>;
};

/** In every name of the one tenant, and in nothing that the other one may ever read. */
const canaries = { A: "Aardvark", B: "Zebrafinch" };
/** Everything that was shown once. */
const secrets: string[] = [];
const unique = Date.now().toString(36);

const made = async (client: Client, path: string, body: unknown) => {
  const answer = await client.send("POST", path, body);
  expect(answer.status, `${path}: ${answer.text}`).toBe(201);
  return answer.json as never;
};

type Bought = Pick<Side, "invoiceId" | "changeId" | "intentId" | "checkoutId">;

/** Buys a plan on the hosted page, as a browser would, and looks at what another one would mean. */
async function buy(owner: Client, canary: string): Promise<Bought> {
  const offers = (await owner.send("GET", "/api/billing/offers")).json as unknown as Record<string, string>[];
  const offer = (name: string) => ({ planVersionId: offers.find(({ planName }) => planName === name)?.planVersionId });
  let opened = await owner.send("POST", "/api/checkout/subscribe", offer("Pro"));
  await expect
    .poll(async () => {
      if (opened.status !== 200) opened = await owner.send("POST", "/api/checkout/subscribe", offer("Pro"));
      return opened.status;
    })
    .toBe(200);
  const { url, intentId } = opened.json as { url: string; intentId: string };
  const form = { action: "pay", number: cards.good, expiry: "12 / 40", cvc: "123", name: `${canary} Payer` };
  const paid = await (await openClient()).context.post(url, {
    form: { ...form, email: "payer@example.com" },
    headers: { origin: new URL(url).origin },
    maxRedirects: 0,
  });
  const back = new URL(paid.headers().location ?? "");
  expect(back.origin).toBe(new URL(demoFacts().portalUrl).origin);
  expect((await owner.context.get(back.href, { maxRedirects: 0 })).headers().location).toMatch(/^\/console\/unblock\?/);
  const { rows } = (await owner.send("GET", "/api/billing/invoices")).json as { rows: { id: string }[] };
  const preview = await owner.send("POST", "/api/billing/change/preview", offer("Starter"));
  expect(preview.status, preview.text).toBe(200);
  return {
    intentId,
    invoiceId: rows[0]?.id ?? "",
    changeId: String(preview.json.changeId),
    checkoutId: back.searchParams.get("session_id") ?? "",
  };
}

/** A tenant with people, a plan that it paid, a key and a call, all named after its canary. */
async function makeSide(admin: Client, canary: string): Promise<Side> {
  const email = (who: string) => `${who}.${canary}.${unique}@example.com`.toLowerCase();
  const ownerEmail = email("owner");
  const { tenant, owner }: { tenant: { id: string }; owner: { password: string } } = await made(
    admin,
    "/api/admin/tenants",
    { name: `${canary} Maps`, owner: { email: ownerEmail, name: `${canary} Owner` } },
  );
  const of = `/api/admin/tenants/${tenant.id}`;
  const join = async (role: string) => {
    const person = { email: email(role), name: `${canary} ${role}`, role };
    const { password }: { password: string } = await made(admin, `${of}/members`, person);
    secrets.push(password);
    return openClient({ email: person.email, password });
  };
  const members = { developer: await join("developer"), billing: await join("billing"), viewer: await join("viewer") };
  const signedIn = await openClient({ email: ownerEmail, password: owner.password });
  const bought = await buy(signedIn, canary);
  const scopes = (await signedIn.send("GET", "/api/key-scopes")).json as unknown as { scope: string }[];
  const { key, secret }: { key: { id: string; secrets: { id: string }[] }; secret: string } = await made(
    signedIn,
    "/api/keys",
    { name: `${canary} key`, mode: "live", scopes: scopes.map(({ scope }) => scope) },
  );
  secrets.push(owner.password, secret);
  const called = await callGateway(undefined, { key: secret });
  const requestId = called.headers.get("request-id") ?? "";
  await expect.poll(async () => (await signedIn.send("GET", `/api/requests/${requestId}`)).status).toBe(200);
  const { sessions } = (await signedIn.send("GET", "/api/sessions")).json as { sessions: { sessionId: string }[] };
  return {
    tenantId: tenant.id,
    owner: signedIn,
    sessionId: sessions[0]?.sessionId ?? "",
    keyId: key.id,
    secretId: key.secrets[0]?.id ?? "",
    requestId,
    ...bought,
    members,
  };
}

type Call = { method: string; path: string; body?: Record<string, unknown>; answer?: number };

/** Every call of the console's API that names something of a tenant: what reads first, what ends things last. */
const callsOf = ({ keyId, requestId, sessionId, invoiceId, changeId, intentId }: Side): Call[] => [
  { method: "GET", path: `/api/keys/${keyId}` },
  { method: "GET", path: `/api/keys/${keyId}/first-call` },
  { method: "GET", path: `/api/keys/${keyId}/budgets` },
  { method: "PUT", path: `/api/keys/${keyId}/budgets`, body: { budgets: [] } },
  { method: "PATCH", path: `/api/keys/${keyId}`, body: { name: "renamed" } },
  { method: "POST", path: `/api/keys/${keyId}/pause`, body: {} },
  { method: "POST", path: `/api/keys/${keyId}/resume`, body: {} },
  { method: "POST", path: `/api/keys/${keyId}/rotate`, body: { overlap: "24h" } },
  { method: "POST", path: `/api/keys/${keyId}/extend-old-secret`, body: { overlap: "7d" } },
  { method: "POST", path: `/api/keys/${keyId}/end-old-secret`, body: {} },
  { method: "GET", path: `/api/requests/${requestId}` },
  { method: "GET", path: `/api/requests?key=${keyId}` },
  { method: "GET", path: `/api/requests?request=${requestId}` },
  { method: "GET", path: `/api/requests/newer?since=0&key=${keyId}` },
  { method: "GET", path: `/api/requests.csv?key=${keyId}` },
  { method: "GET", path: `/api/requests.csv?request=${requestId}` },
  { method: "GET", path: `/api/usage?key=${keyId}` },
  { method: "GET", path: `/api/usage.csv?key=${keyId}` },
  { method: "GET", path: `/api/billing/invoices/${invoiceId}/view`, answer: 303 },
  { method: "GET", path: `/api/billing/invoices/${invoiceId}/pdf`, answer: 303 },
  { method: "GET", path: `/api/billing/invoices?after=${invoiceId}` },
  { method: "GET", path: `/api/unblock?intentId=${intentId}` },
  { method: "GET", path: `/api/unblock?intentId=${intentId}&requestId=${requestId}` },
  { method: "POST", path: "/api/billing/change/confirm", body: { changeId } },
  { method: "POST", path: "/api/billing/change/undo", body: { changeId } },
  { method: "POST", path: `/api/keys/${keyId}/revoke`, body: {} },
  { method: "DELETE", path: `/api/sessions/${sessionId}`, answer: 204 },
];

/** The other calls of the console's API, which name a tenant only by `?tenant=`. */
const tenantCalls: Call[] = [
  { method: "GET", path: "/api/billing" },
  { method: "GET", path: "/api/billing/invoices" },
  { method: "GET", path: "/api/billing/offers" },
  { method: "GET", path: "/api/credit-packs" },
  { method: "GET", path: "/api/credits" },
  { method: "GET", path: "/api/credits/moves" },
  { method: "GET", path: "/api/keys" },
  { method: "POST", path: "/api/keys", body: { name: "slipped in" } },
  { method: "GET", path: "/api/key-scopes" },
  { method: "GET", path: "/api/members" },
  { method: "GET", path: "/api/me" },
  { method: "GET", path: "/api/notices" },
  { method: "GET", path: "/api/notices/banners" },
  { method: "GET", path: "/api/plan" },
  { method: "GET", path: "/api/requests" },
  { method: "GET", path: "/api/requests.csv" },
  { method: "GET", path: "/api/requests/newer?since=0" },
  { method: "GET", path: "/api/sessions" },
  { method: "DELETE", path: "/api/sessions" },
  { method: "GET", path: "/api/standing" },
  { method: "GET", path: "/api/statements" },
  { method: "GET", path: "/api/top-up" },
  { method: "GET", path: "/api/unblock" },
  { method: "GET", path: "/api/usage" },
  { method: "GET", path: "/api/usage.csv" },
  { method: "POST", path: "/api/billing/sync", body: {} },
];

const anyId = "0".repeat(26);
/** What spends or promises a tenant's money: only owners and the billing role. */
const moneyCalls: Call[] = [
  { method: "POST", path: "/api/billing/cancel", body: {} },
  { method: "POST", path: "/api/billing/change/confirm", body: { changeId: `chg_${anyId}` } },
  { method: "POST", path: "/api/billing/change/preview", body: { planVersionId: `plv_${anyId}` } },
  { method: "POST", path: "/api/billing/change/undo", body: { changeId: `chg_${anyId}` } },
  { method: "POST", path: "/api/billing/keep", body: {} },
  { method: "POST", path: "/api/billing/pay", body: {} },
  { method: "POST", path: "/api/billing/portal", body: {} },
  { method: "POST", path: "/api/checkout/card", body: {} },
  { method: "POST", path: "/api/checkout/credits", body: { creditPackId: `pck_${anyId}` } },
  { method: "POST", path: "/api/checkout/subscribe", body: { planVersionId: `plv_${anyId}` } },
  { method: "PUT", path: "/api/top-up", body: {} },
  { method: "DELETE", path: "/api/top-up" },
];
/** What a role that does not deal with money is not shown. */
const moneyPaths = /^\/api\/(billing\/invoices|statements)/;
const dealsWithMoney = (role: string) => role === "billing";

/** Without what differs from answer to answer and tells nothing: the request's own id and instant, the id asked for. */
const plain = (text: string, ...ids: string[]) =>
  ids.reduce(
    (rest, id) => rest.replaceAll(id, "ID"),
    text.replace(/req_[0-9A-Z]{26}/g, "REQ").replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME"),
  );

/** An id of the same kind that nothing has. */
const unknown = (id: string) => `${id.slice(0, 14)}${"0".repeat(id.length - 14)}`;

const withTenant = (path: string, tenantId: string) => `${path}${path.includes("?") ? "&" : "?"}tenant=${tenantId}`;

type Route = { address: string; methods: string[] };

/** The routes that exist, `[id]` for each part of an address in brackets. */
function routesBelow(folder: string): Route[] {
  const root = path.join(import.meta.dirname, "..", "app", "api");
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "route.ts")
    .map((file) => ({
      address: path.join("/api", folder, path.dirname(file)).replace(/\[[^\]]+\]/g, "[id]"),
      methods: [...readFileSync(path.join(root, folder, file), "utf8").matchAll(/export const ([A-Z]+) =/g)].map(
        ([, method = ""]) => method,
      ),
    }));
}
const shape = (call: string) =>
  call
    .split("?")[0]
    ?.split("/")
    .map((part) => (/^[a-z]{3}_/.test(part) ? "[id]" : part))
    .join("/");

test.describe.configure({ mode: "serial" });

let admin: Client;
let a: Side;
let b: Side;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  const user = demoFacts().users.find(({ role }) => role === "admin");
  admin = await openClient({ email: user?.email ?? "", password: user?.password ?? "" });
  a = await makeSide(admin, canaries.A);
  b = await makeSide(admin, canaries.B);
});

test("the mirror holds every call of the console's API", () => {
  const exists = routesBelow("")
    .filter(({ address }) => !/^\/api\/(admin|auth|webhooks)\/|^\/api\/\[id\]$/.test(address))
    .flatMap(({ address, methods }) => methods.map((method) => `${method} ${address}`));
  expect(exists.length).toBeGreaterThan(45);
  const asked = new Set(
    [...callsOf(a), ...tenantCalls, ...moneyCalls].map((call) => `${call.method} ${shape(call.path)}`),
  );
  expect(exists.filter((route) => !asked.has(route))).toEqual([]);
});

test("an id of another tenant answers as one that nothing has, and changes nothing", async () => {
  const theirs = callsOf(b);
  const { keyId, requestId, sessionId, invoiceId, changeId, intentId } = b;
  const theirIds = { keyId, requestId, sessionId, invoiceId, changeId, intentId };
  const none = Object.fromEntries(Object.entries(theirIds).map(([name, id]) => [name, unknown(id)]));
  const nobodys = callsOf({ ...b, ...none });
  const ids = Object.values(theirIds);
  expect(ids.filter((id) => !/^[a-z]{3}_[0-9A-Z]{26}$/.test(id))).toEqual([]);
  for (const [at, call] of theirs.entries()) {
    const foreign = await a.owner.send(call.method, call.path, call.body);
    const none = await a.owner.send(call.method, nobodys[at]?.path ?? "", nobodys[at]?.body);
    const said = `${call.method} ${call.path}: ${foreign.text}`;
    const isSearch = /request=|unblock|after=/.test(call.path);
    expect(foreign.status, said).toBe(isSearch ? 200 : 404);
    expect(plain(foreign.text, ...ids), said).toBe(plain(none.text, ...ids.map(unknown)));
    expect(foreign.text, said).not.toContain(canaries.B);
  }
  const key = await b.owner.send("GET", `/api/keys/${b.keyId}`);
  expect(key.json).toMatchObject({ name: `${canaries.B} key`, status: "active" });
  expect(key.json.secrets).toHaveLength(1);
  const rotate = { overlap: "24h", secretId: b.secretId };
  const mixed = await a.owner.send("POST", `/api/keys/${a.keyId}/rotate`, rotate);
  const nothing = await a.owner.send("POST", `/api/keys/${a.keyId}/rotate`, {
    ...rotate,
    secretId: unknown(b.secretId),
  });
  expect([mixed.status, plain(mixed.text)]).toEqual([409, plain(nothing.text)]);
});

test("another tenant cannot be chosen for any call", async () => {
  for (const { method, path, body } of [...callsOf(a), ...tenantCalls, ...moneyCalls]) {
    const foreign = await a.owner.send(method, withTenant(path, b.tenantId), body);
    // By somebody else, so that nobody asks too often.
    const none = await a.members.billing.send(method, withTenant(path, unknown(b.tenantId)), body);
    const said = `${method} ${path}: ${foreign.text}`;
    expect(foreign.status, said).toBe(404);
    expect(plain(foreign.text), said).toBe(plain(none.text));
    expect(foreign.text, said).not.toContain(canaries.B);
  }
});

test("the pages of one tenant show nothing of the other, in any form of their address", async () => {
  const forms: Record<string, string>[] = [{}, { rsc: "1" }, { rsc: "1", "next-router-prefetch": "1" }];
  const pages = [
    "",
    "/keys",
    `/keys/${b.keyId}`,
    "/requests",
    "/usage",
    "/plan",
    "/members",
    "/billing",
    "/credits",
    "/notices",
    "/unblock",
  ];
  for (const page of pages) {
    for (const address of [`/console${page}`, `/console${page}?tenant=${b.tenantId}`, `/console${page}?_rsc=1`]) {
      for (const headers of forms) {
        const answer = await a.owner.context.get(address, { headers, maxRedirects: 0 });
        const said = `${address} ${JSON.stringify(headers)} ${answer.status()}`;
        const isForeign = address.includes(b.tenantId) || page.includes(b.keyId);
        if (isForeign && !("rsc" in headers)) expect(answer.status(), said).toBe(404);
        expect(await answer.text(), said).not.toContain(canaries.B);
      }
    }
  }
  for (const page of [
    `/console/requests?key=${b.keyId}`,
    `/console/usage?key=${b.keyId}`,
    `/receipts/${b.requestId}`,
    `/checkout/return?session_id=${b.checkoutId}`,
  ]) {
    const answer = await a.owner.context.get(page, { maxRedirects: 0 });
    expect(answer.status(), page).toBe(404);
    expect(await answer.text(), page).not.toContain(canaries.B);
  }
});

test("members see and do what their role allows, and no more", async () => {
  const mayWrite = { developer: 201, billing: 403, viewer: 403 };
  for (const [role, member] of Object.entries(a.members)) {
    for (const { path } of tenantCalls.filter(({ method }) => method === "GET")) {
      const isHidden = moneyPaths.test(path) && !dealsWithMoney(role);
      expect((await member.send("GET", path)).status, `${role} ${path}`).toBe(isHidden ? 403 : 200);
    }
    const own = await member.send("GET", `/api/billing/invoices/${a.invoiceId}/view`);
    expect(own.status, role).toBe(dealsWithMoney(role) ? 303 : 403);
    const { cards: shown, billingDetails } = (await member.send("GET", "/api/billing")).json;
    expect(shown, role).toHaveLength(dealsWithMoney(role) ? 1 : 0);
    expect(JSON.stringify(billingDetails).includes(canaries.A), role).toBe(dealsWithMoney(role));
    if (!dealsWithMoney(role)) {
      for (const { method, path, body } of moneyCalls) {
        expect((await member.send(method, path, body)).status, `${role} ${method} ${path}`).toBe(403);
      }
    }
    const created = await member.send("POST", "/api/keys", { name: `${canaries.A} by ${role}` });
    expect(created.status, role).toBe(mayWrite[role as keyof typeof mayWrite]);
    // The owner's key is nobody else's to change but an admin's.
    for (const { method, path, body } of callsOf(a).filter(
      ({ method, path }) => method !== "GET" && /keys/.test(path),
    )) {
      expect((await member.send(method, path, body)).status, `${role} ${method} ${path}`).toBe(403);
    }
  }
});

test("the operator's API is not there for members, and asks strangers to sign in", async () => {
  const stranger = await openClient();
  const ids: Record<string, string> = { tenants: b.tenantId, keys: b.keyId };
  const addresses = routesBelow("admin").map(({ address }) => {
    let before = "";
    return address
      .split("/")
      .map((part) => {
        const filled = part === "[id]" ? (ids[before] ?? unknown(b.tenantId)) : part;
        before = part;
        return filled;
      })
      .join("/");
  });
  expect(addresses.length).toBeGreaterThan(25);
  for (const address of addresses) {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
      const body = method === "GET" || method === "DELETE" ? undefined : { reason: "because", name: "x" };
      const asMember = await a.owner.send(method, address, body);
      if (asMember.status === 405) continue;
      expect(asMember.status, `${method} ${address}: ${asMember.text}`).toBe(404);
      expect(asMember.text).not.toContain(canaries.B);
      expect((await stranger.send(method, address, body)).status, `${method} ${address}`).toBe(401);
    }
  }
  for (const { method, path, body } of [...callsOf(b), ...tenantCalls, ...moneyCalls]) {
    expect((await stranger.send(method, path, body)).status, `${method} ${path}`).toBe(401);
  }
  const ownTenant = await admin.send("GET", `/api/admin/tenants/${b.tenantId}`);
  expect(ownTenant.json).toMatchObject({ name: `${canaries.B} Maps`, status: "active" });
});

test("no other site spends a member's money, and no form does", async () => {
  const evil = { origin: "https://evil.example", "content-type": "application/json" };
  for (const { method, path, body = {} } of moneyCalls) {
    const data = JSON.stringify(body);
    for (const headers of [evil, { ...evil, origin: "null" }, { ...evil, "content-type": "text/plain" }]) {
      const answer = await b.members.billing.context.fetch(path, { method, headers, data });
      expect(answer.status(), `${method} ${path}`).toBe(403);
      expect(await answer.text(), `${method} ${path}`).toContain("page of this portal");
    }
    if (method === "DELETE") continue;
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await b.members.billing.context.fetch(path, { method, headers: form, data: "a=1" });
    expect(answer.status(), `${method} ${path}`).toBe(415);
  }
  expect((await b.owner.send("GET", "/api/billing")).json).toMatchObject({
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
  const statuses = await exports(b.members.viewer, 22);
  expect(statuses).toEqual([...Array<number>(20).fill(200), 429, 429]);
  const refused = await b.members.viewer.context.get("/api/requests.csv");
  expect(Number(refused.headers()["retry-after"])).toBeGreaterThan(0);
  expect(await exports(b.owner, 1)).toEqual([200]);
});

test("malformed input is refused as a problem that names it, and nothing happens", async () => {
  const post = (data: string | Buffer, headers: Record<string, string> = { "content-type": "application/json" }) =>
    a.owner.context.post("/api/keys", { data: Buffer.from(data), headers });
  const before = (await a.owner.send("GET", "/api/keys")).json as unknown as unknown[];
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
    [400, "twice", a.owner.context.get("/api/keys?tenant=1&tenant=2")],
    [422, "colour", a.owner.context.get("/api/plan?colour=red")],
    [422, "from", a.owner.context.get("/api/requests?from=0000-01-01T00:00:00Z")],
    [422, "after", a.owner.context.get(`/api/requests?after=999999999999999.${a.requestId}`)],
    [422, "request", a.owner.context.get("/api/requests?request=req_7ZZZZZZZZZZZZZZZZZZZZZZZZZ")],
    [404, "not_found", a.owner.context.get("/api/requests/req_7ZZZZZZZZZZZZZZZZZZZZZZZZZ")],
    [
      404,
      "not_found",
      a.owner.context.post("/api/keys/%00/rotate", { data: "{}", headers: { "content-type": "application/json" } }),
    ],
    [404, "not_found", a.owner.context.get("/api/auth/nothing")],
    [404, "not_found", a.owner.context.get("/api/auth/callback/credentials")],
    [404, "not_found", a.owner.context.post("/api/auth/_log", { form: { level: "error", code: "FORGED" } })],
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
    expect((await a.owner.context.get(page)).status(), page).toBe(404);
  }
  expect((await a.owner.context.get(`/console/requests?after=999999999999999.${a.requestId}`)).status()).toBe(200);
  expect((await a.owner.send("GET", "/api/keys")).json).toHaveLength(before.length);
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
    `/go/manage-key?from=${b.requestId}`,
    "/console/keys?x=//evil.example",
    "/go/top-up?from=//evil.example",
    "/go/pay-invoice?tenant=//evil.example",
    "/go/subscribe?from=https://evil.example",
    "/checkout/return?session_id=//evil.example",
    "/checkout/return?tenant=//evil.example&session_id=cs_test_1",
    "/console/plan?checkout=cancelled&from=//evil.example",
  ];
  for (const client of [stranger, a.owner]) {
    for (const address of addresses) {
      const answer = await client.context.get(demoFacts().portalUrl + address, { maxRedirects: 0 });
      const location = answer.headers().location ?? "/";
      expect(new URL(location, demoFacts().portalUrl).origin, address).toBe(new URL(demoFacts().portalUrl).origin);
      expect(location, address).not.toMatch(/^[/\\]{2}/);
      expect(await answer.text()).not.toContain(canaries.B);
    }
  }
});

test("no log and no answer holds a secret: keys, passwords, an upstream's credential", async () => {
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
    await admin.send("GET", `/api/admin/tenants/${a.tenantId}/keys`),
    await admin.send("GET", `/api/admin/audit?tenant=${a.tenantId}`),
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

test("the mirror's own side answers every one of these calls", async () => {
  for (const { method, path, body, answer = 200 } of callsOf(a)) {
    const own = await a.owner.send(method, path, body);
    expect(own.status, `${method} ${path}: ${own.text}`).toBe(answer);
  }
  expect((await a.owner.send("GET", "/api/me")).status).toBe(401);
});
