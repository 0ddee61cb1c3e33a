import { type APIRequestContext, expect, request } from "@playwright/test";
import { demoFacts } from "./journey";

export type Answer = { status: number; text: string; json: Record<string, unknown> };
export type Client = {
  send(method: string, path: string, body?: unknown): Promise<Answer>;
  context: APIRequestContext;
};

/** Somebody at the portal's own API, without a browser: with `origin` as a page of the portal would send it. */
export async function openClient(who?: { email: string; password: string }): Promise<Client> {
  const { portalUrl } = demoFacts();
  const context = await request.newContext({ baseURL: portalUrl, extraHTTPHeaders: { origin: portalUrl } });
  const send: Client["send"] = async (method, path, body) => {
    const answered = await context.fetch(path, {
      method,
      maxRedirects: 0,
      ...(body === undefined ? {} : { data: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await answered.text();
    const isJson = /json/.test(answered.headers()["content-type"] ?? "");
    return { status: answered.status(), text, json: isJson && text ? JSON.parse(text) : {} };
  };
  if (who) {
    const { csrfToken } = (await send("GET", "/api/auth/csrf")).json;
    const form = { ...who, csrfToken: String(csrfToken), json: "true" };
    expect((await context.post("/api/auth/callback/credentials", { form })).status()).toBe(200);
  }
  return { send, context };
}
