import { type Client, openClient } from "./api-client";
import { callGateway } from "./call-gateway";
import { cards } from "./hosted-page";
import { demoFacts, expect } from "./journey";

/** A tenant whole: people, what it bought, a key and a call. */
export type Side = {
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
export const canaries = { A: "Aardvark", B: "Zebrafinch" };
/** Everything that was shown once. */
export const secrets: string[] = [];

/** What was made by a call that makes something. */
export const made = async (client: Client, path: string, body: unknown) => {
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
export async function makeSide(admin: Client, canary: string): Promise<Side> {
  const unique = `${Date.now().toString(36)}${Math.floor(Math.random() * 1e6).toString(36)}`;
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
