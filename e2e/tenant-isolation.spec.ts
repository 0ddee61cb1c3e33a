import { type Client, openClient } from "./support/api-client";
import { callsOf, moneyCalls, routesBelow, shape, tenantCalls } from "./support/console-calls";
import { expect, test } from "./support/journey";
import { openAdmin } from "./support/new-tenant";
import { canaries, makeSide, type Side } from "./support/tenant-side";

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

test.describe.configure({ mode: "serial" });

let admin: Client;
let a: Side;
let b: Side;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  admin = await openAdmin();
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
  // A filter by somebody else's key says what one by a key that never was says.
  const neverId = `${b.keyId.slice(0, -1)}${b.keyId.endsWith("0") ? "1" : "0"}`;
  for (const page of ["requests", "usage"]) {
    for (const keyId of [b.keyId, neverId]) {
      const answer = await a.owner.context.get(`/console/${page}?key=${keyId}`, { maxRedirects: 0 });
      const text = await answer.text();
      expect(answer.status(), page).toBe(200);
      expect(text, page).toContain("No key of this tenant has this id.");
      expect(text, page).not.toContain(canaries.B);
    }
  }
  for (const page of [`/receipts/${b.requestId}`, `/checkout/return?session_id=${b.checkoutId}`]) {
    const answer = await a.owner.context.get(page, { maxRedirects: 0 });
    expect(answer.status(), page).toBe(404);
    expect(await answer.text(), page).not.toContain(canaries.B);
  }
  const led = await a.owner.context.get(`/go/manage-key?from=${b.requestId}`, { maxRedirects: 0 });
  expect(`${led.headers().location} ${await led.text()}`).not.toContain(canaries.B);
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

test("the mirror's own side answers every one of these calls", async () => {
  for (const { method, path, body, answer = 200 } of callsOf(a)) {
    const own = await a.owner.send(method, path, body);
    expect(own.status, `${method} ${path}: ${own.text}`).toBe(answer);
  }
  expect((await a.owner.send("GET", "/api/me")).status).toBe(401);
});
