import { type Browser, expect, type Page } from "@playwright/test";
import { watchStalls } from "@/tests/gateway/watch-stalls";
import { type Client, openClient } from "./api-client";
import { type Answer, callGateway } from "./call-gateway";
import { demoFacts } from "./journey";

export type NewTenant = {
  id: string;
  name: string;
  /** Its owner at the portal's API, and in a browser of their own. */
  owner: Client;
  page: Page;
  call: () => Promise<Answer>;
  /** Calls until the status is there, at most for `withinMs`; how long that took, but for what the machine stood still. */
  callUntil: (status: number, withinMs: number) => Promise<{ answer: Answer; tookMs: number }>;
};

/** The demo's admin at the portal's API. */
export async function openAdmin(): Promise<Client> {
  const admin = demoFacts().users.find(({ role }) => role === "admin");
  if (!admin) throw new Error("The demo has no admin.");
  return openClient(admin);
}

/** A tenant of the journey's own, with a live key and an owner who is signed in in a browser. */
export async function newTenant(browser: Browser, name: string): Promise<NewTenant> {
  const unique = `${Date.now().toString(36)}${Math.floor(Math.random() * 1e6).toString(36)}`;
  const email = `owner.${unique}@example.com`;
  const admin = await openAdmin();
  const made = await admin.send("POST", "/api/admin/tenants", { name, owner: { email, name: "Olga Owner" } });
  expect(made.status, made.text).toBe(201);
  const { tenant, owner } = made.json as { tenant: { id: string }; owner: { password: string } };
  const client = await openClient({ email, password: owner.password });
  const scopes = (await client.send("GET", "/api/key-scopes")).json as unknown as { scope: string }[];
  const key = { name: "journey", mode: "live", scopes: scopes.map(({ scope }) => scope) };
  const { secret } = (await client.send("POST", "/api/keys", key)).json as { secret: string };

  const context = await browser.newContext({ baseURL: demoFacts().portalUrl, locale: "en-US", timezoneId: "UTC" });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/console/);

  const call = () => callGateway(undefined, { key: secret });
  return {
    id: tenant.id,
    name,
    owner: client,
    page,
    call,
    async callUntil(status, withinMs) {
      const stalls = watchStalls();
      for (;;) {
        const answer = await call();
        const tookMs = stalls.ranMs();
        if (answer.status === status) {
          stalls.stop();
          return { answer, tookMs };
        }
        expect(tookMs, `still ${answer.status}: ${answer.text}`).toBeLessThan(withinMs);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  };
}
