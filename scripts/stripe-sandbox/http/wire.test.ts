import http from "node:http";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endpoints } from "@/scripts/stripe-sandbox/contract/endpoints.data";
import { handlers } from "@/scripts/stripe-sandbox/http/handlers";
import { parseForm } from "@/scripts/stripe-sandbox/http/parse-form";
import { openClient, type Rig } from "@/scripts/stripe-sandbox/testing/open-client";

let rig: Rig;
beforeAll(async () => {
  rig = await openClient();
});
afterAll(async () => {
  expect(rig.world.violations).toEqual([]);
  await rig.close();
});

const call = (method: string, path: string, body?: string, headers: Record<string, string> = {}) =>
  fetch(`${rig.url}${path}`, {
    method,
    redirect: "manual",
    headers: { authorization: "Bearer sk_test_1", "content-type": "application/x-www-form-urlencoded", ...headers },
    ...(body !== undefined && { body }),
  });

test("every listed endpoint is served, and nothing else", () => {
  expect(Object.keys(handlers).sort()).toEqual([...endpoints].sort());
});

describe("a browser that was led here by a name of somebody else's", () => {
  const ask = (host: string, method: string, path: string) =>
    new Promise<number>((resolve, reject) => {
      const headers = { host, authorization: "Bearer sk_test_1" };
      const request = http.request(`${rig.url}${path}`, { method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.once("error", reject).end();
    });
  test.each([
    ["GET", "/v1/account"],
    ["GET", "/"],
    ["GET", "/_sandbox/state"],
    ["POST", "/_sandbox/faults"],
  ])("is not answered: %s %s", async (method, path) => {
    const { port } = new URL(rig.url);
    for (const name of ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1"]) {
      expect(await ask(`${name}:${port}`, method, path), name).toBe(421);
    }
    for (const name of ["localhost", "127.0.0.1", "[::1]"]) {
      expect(await ask(`${name}:${port}`, method, path), name).not.toBe(421);
    }
  });
});

describe("a form", () => {
  test.each([
    ["a[b][c]=1&a[d]=2", { a: { b: { c: "1" }, d: "2" } }],
    ["items[0][price]=p&items[1][price]=q", { items: [{ price: "p" }, { price: "q" }] }],
    ["expand[]=a&expand[]=b", { expand: ["a", "b"] }],
    ["metadata[0]=zero", { metadata: { "0": "zero" } }],
    ["name=a%26b+c", { name: "a&b c" }],
  ])("%s is read as Stripe reads it", (text, form) => {
    expect(parseForm(text)).toEqual(form);
  });

  test("cannot reach the prototype", () => {
    expect(() => parseForm("__proto__[x]=1")).toThrow("unknown parameter");
    expect(() => parseForm("a[__proto__][x]=1")).toThrow("unknown parameter");
  });
});

describe("an answer of 400 or more", () => {
  const path = fc.oneof(
    fc.constantFrom(...endpoints.map((endpoint) => endpoint.split(" ")[1]?.replace("{id}", "x") ?? "")),
    fc.string().map((text) => `/v1/${encodeURIComponent(text)}`),
    fc.constantFrom("/v1", "/v2/core/events", "/v1/tax/rates", "/v1/customers/%E0%A4%A", "/v1//", "/v1/customers/"),
  );
  const body = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "{",
      "[]",
      "a[b]=1&a=2",
      "a=1&a[b]=2",
      "items[][]=1",
      `${"a[".repeat(20)}=1`,
      "amount=-1",
      "limit=0",
    ),
  );

  test("is JSON with an error object, whatever is sent", { timeout: 120_000 }, async () => {
    const method = fc.constantFrom("GET", "POST", "DELETE", "PUT", "PATCH");
    await fc.assert(
      fc.asyncProperty(method, path, body, async (verb, where, sent) => {
        const response = await call(verb, where, verb === "GET" ? undefined : sent);
        const answer = await response.json();
        if (response.status < 400) expect(answer).not.toHaveProperty("error");
        else expect(answer.error).toMatchObject({ type: expect.any(String), message: expect.any(String) });
        expect(response.status).not.toBe(500);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ["an unknown path", "GET", "/v1/wishes", {}, 404, undefined],
    ["an endpoint that Stripe has and the sandbox has not", "GET", "/v1/tax_rates", {}, 501, "sandbox_not_implemented"],
    ["no key", "GET", "/v1/customers", { authorization: "" }, 401, undefined],
    ["a live key", "GET", "/v1/customers", { authorization: "Bearer sk_live_1" }, 401, undefined],
    ["another version", "GET", "/v1/customers", { "stripe-version": "2020-08-27" }, 400, undefined],
    ["an id that nobody has", "GET", "/v1/customers/cus_x", {}, 404, "resource_missing"],
    ["an unknown parameter", "GET", "/v1/customers?colour=red", {}, 400, "parameter_unknown"],
  ])("says what is wrong with %s", async (_, method, where, headers, status, code) => {
    const response = await call(method, where, undefined, headers);
    expect(response.status).toBe(status);
    expect((await response.json()).error).toMatchObject(code ? { code } : {});
  });

  test("refuses a parameter that it would ignore, and one megabyte", async () => {
    const ignored = await call("POST", "/v1/subscriptions", "customer=cus_1&automatic_tax[enabled]=true");
    expect([ignored.status, (await ignored.json()).error.code]).toEqual([501, "sandbox_not_implemented"]);
    expect((await call("POST", "/v1/customers", `name=${"x".repeat(1_100_000)}`)).status).toBe(413);
  });
});

describe("an idempotency key", () => {
  test("brings the same answer again, and refuses other parameters", async () => {
    const options = { idempotencyKey: "key-1" };
    const first = await rig.stripe.customers.create({ name: "Ada" }, options);
    const again = await rig.stripe.customers.create({ name: "Ada" }, options);
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
    await expect(rig.stripe.customers.create({ name: "Bob" }, options)).rejects.toMatchObject({
      type: "StripeIdempotencyError",
    });
  });

  test("keeps a decline, and does not keep a refused parameter", async () => {
    const { id } = await rig.stripe.customers.create({});
    const attach = () =>
      rig.stripe.paymentMethods.attach("pm_card_visa_chargeDeclined", { customer: id }, { idempotencyKey: "k2" });
    await expect(attach()).rejects.toMatchObject({ type: "StripeCardError", statusCode: 402 });
    const count = rig.world.state.objects.payment_method.size;
    await expect(attach()).rejects.toMatchObject({ type: "StripeCardError" });
    expect(rig.world.state.objects.payment_method.size).toBe(count);
    const wrong = () => rig.stripe.prices.create({ currency: "usd", unit_amount: 1 }, { idempotencyKey: "k3" });
    await expect(wrong()).rejects.toMatchObject({ code: "parameter_missing" });
    expect(rig.world.state.idempotency.has("k3")).toBe(false);
  });
});

describe("a list", () => {
  test("goes page by page, newest first, and knows whether there is more", async () => {
    const made = [];
    for (let n = 0; n < 25; n++) made.push((await rig.stripe.customers.create({ email: "page@example.com" })).id);
    const first = await rig.stripe.customers.list({ email: "page@example.com" });
    expect([first.data.length, first.has_more]).toEqual([10, true]);
    const whole = await rig.stripe.customers.list({ email: "page@example.com" }).autoPagingToArray({ limit: 100 });
    expect(whole.map(({ id }) => id)).toEqual(made.reverse());
    const before = await rig.stripe.customers.list({
      email: "page@example.com",
      limit: 5,
      ending_before: made[10] ?? "",
    });
    expect(before.data.map(({ id }) => id)).toEqual(made.slice(5, 10));
    await expect(rig.stripe.customers.list({ limit: 101 })).rejects.toMatchObject({ param: "limit" });
  });

  test("of events takes at most 20 types", async () => {
    const types = Array.from({ length: 21 }, () => "invoice.paid");
    await expect(rig.stripe.events.list({ types })).rejects.toMatchObject({ param: "types" });
    const told = await rig.stripe.events.list({ types: ["customer.created"], limit: 3 });
    expect(told.data.map(({ type }) => type)).toEqual(Array(3).fill("customer.created"));
  });

  test("expands only what Stripe expands", async () => {
    const { id } = await rig.stripe.customers.create({});
    const customer = await rig.stripe.customers.retrieve(id, { expand: ["subscriptions"] });
    expect(customer).toMatchObject({ subscriptions: { object: "list", data: [] } });
    await expect(rig.stripe.customers.retrieve(id, { expand: ["email.name"] })).resolves.toBeTruthy();
    await expect(rig.stripe.customers.retrieve(id, { expand: ["shoes"] })).rejects.toThrow(/cannot be expanded/);
  });
});
