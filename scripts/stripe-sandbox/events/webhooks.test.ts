import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openClient, type Rig } from "@/scripts/stripe-sandbox/testing/open-client";

interface Told {
  body: string;
  signature: string;
}
let rig: Rig;
let told: Told[] = [];
let answers: number[] = [];
const listener = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    told.push({ body: Buffer.concat(chunks).toString(), signature: String(request.headers["stripe-signature"]) });
    response.writeHead(answers.shift() ?? 200).end();
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  rig = await openClient({ webhookUrl: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/hook` });
});
beforeEach(() => {
  told = [];
  answers = [];
});
afterAll(async () => {
  expect(rig.world.violations).toEqual([]);
  await rig.close();
  listener.close();
});

test("a webhook is signed so that the SDK takes it, and only with the right secret", async () => {
  const { id } = await rig.stripe.customers.create({ name: "Ada" }, { idempotencyKey: "hook" });
  await rig.idle();
  const [first] = told;
  const { body = "", signature = "" } = first ?? {};
  const event = rig.stripe.webhooks.constructEvent(body, signature, rig.world.state.webhookSecret);
  expect(event).toMatchObject({ type: "customer.created", livemode: false, request: { idempotency_key: "hook" } });
  expect(event.data.object).toMatchObject({ id, name: "Ada" });
  expect(() => rig.stripe.webhooks.constructEvent(body, signature, "whsec_other")).toThrow();
  expect(() =>
    rig.stripe.webhooks.constructEvent(body.replace("Ada", "Eve"), signature, rig.world.state.webhookSecret),
  ).toThrow();
});

test("a webhook that is not taken is tried four times, the same event each time", async () => {
  answers = [500, 404, 301];
  await rig.stripe.customers.create({});
  await rig.idle();
  expect(told).toHaveLength(4);
  expect(new Set(told.map(({ body }) => JSON.parse(body).id)).size).toBe(1);
  expect(rig.world.deliveries.slice(-4).map(({ attempt, status }) => [attempt, status])).toEqual([
    [1, 500],
    [2, 404],
    [3, 301],
    [4, 200],
  ]);
});

test("a change tells what was before, and only that", async () => {
  const { id } = await rig.stripe.customers.create({ name: "Ada" });
  await rig.stripe.customers.update(id, { name: "Grace" });
  await rig.idle();
  const event = JSON.parse(told.at(-1)?.body ?? "");
  expect(event).toMatchObject({ type: "customer.updated", data: { previous_attributes: { name: "Ada" } } });
  expect(Object.keys(event.data.previous_attributes)).toEqual(["name"]);
});

test("endpoints of the API have secrets of their own, and point to loopback only", async () => {
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/other`;
  const { secret } = await rig.stripe.webhookEndpoints.create({ url, enabled_events: ["product.created"] });
  await rig.stripe.products.create({ name: "Pro" });
  await rig.idle();
  const taken = told.filter(({ body, signature }) => {
    try {
      return rig.stripe.webhooks.constructEvent(body, signature, secret ?? "");
    } catch {
      return false;
    }
  });
  expect(taken).toHaveLength(1);
  const away = { url: "https://example.com/hook", enabled_events: ["*" as const] };
  await expect(rig.stripe.webhookEndpoints.create(away)).rejects.toMatchObject({ param: "url" });
});

test("faults lose and double webhooks on purpose", async () => {
  rig.world.faults = { shuffle: true, duplicate: false, dropPercent: 100 };
  await rig.stripe.customers.create({});
  await rig.idle();
  expect(told).toHaveLength(0);
  rig.world.faults = { shuffle: true, duplicate: true, dropPercent: 0 };
  for (let n = 0; n < 20; n++) await rig.stripe.customers.create({});
  await rig.idle();
  expect(told.length).toBeGreaterThan(20);
});
