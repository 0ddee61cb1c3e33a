import { describe, expect, it } from "vitest";
import { staffCtx } from "@/db/testing/staff-ctx";
import { inTransaction } from "@/db/transaction";
import { grantPlan } from "@/lib/entitlements/server/grant-plan";
import { loadStanding } from "@/lib/entitlements/server/load-standing";
import type { Grant, Overdue } from "@/lib/entitlements/types";
import { eventually, refusal } from "@/tests/gateway/call";
import { doors, openWorld, type TestTenant } from "@/tests/gateway/world";

const world = await openWorld();
const hourMs = 3_600_000;
const fallback = await world.addVersion(world.ids.starter, { number: 2, limits: { [world.ids.calls]: 2 } });
const daily = await world.addVersion(world.ids.starter, {
  number: 3,
  limits: { [world.ids.calls]: 3 },
  terms: { period: "day" },
});

const graceEndedAt = new Date(Date.now() - hourMs).toISOString();
const overdue = (over: Partial<Overdue> = {}): Overdue => ({
  invoiceId: "inv_01M6Z3K5N7Q9S1V3X5Z7B9D1F3",
  number: "ACME-0007",
  dueMinor: 4_900,
  currency: "EUR",
  dueAt: null,
  graceEndsAt: graceEndedAt,
  openInvoices: 2,
  cause: "insufficient_funds",
  ...over,
});

/** Changes what a tenant holds, as a sync of billing does. */
async function give(tenant: TestTenant, over: Partial<Grant>): Promise<void> {
  const standing = await loadStanding(world.sql, tenant.id);
  if (!standing?.subscription) throw new Error("The tenant holds nothing.");
  const { id: _, ...grant } = standing.subscription;
  const ctx = staffCtx("admin", { actor: { kind: "system", name: "sync" } });
  await inTransaction((tx) => grantPlan(tx, ctx, tenant.id, { ...grant, ...over }));
}
const suspended = (over: Partial<Grant> = {}): Partial<Grant> => ({
  status: "suspended",
  reason: "subscription_past_due",
  source: "stripe",
  overdue: overdue(),
  ...over,
});

describe.each(doors)("at the %s door", (door) => {
  const url = (path = "/northlight/v1/search") => world.doors[door].url + path;
  const ask = async (tenant: TestTenant) => {
    const response = await fetch(url(), { headers: tenant.auth });
    await response.arrayBuffer();
    return response;
  };
  const rels = (problem: Record<string, unknown>) => (problem.actions as { rel: string }[]).map(({ rel }) => rel);

  it("a payment that is too late answers 402 with the invoice, and the way to pay it", async () => {
    const tenant = await world.newTenant();
    await give(tenant, suspended());
    await eventually(
      () => ask(tenant),
      ({ status }) => status === 402,
    );
    const { response, problem } = await refusal(url(), { headers: tenant.auth });
    expect(response.headers.get("retry-after")).toBeNull();
    expect(response.headers.get("faregate-notice")).toBeNull();
    expect(problem).toMatchObject({
      code: "subscription_past_due",
      status: 402,
      title: "Payment overdue",
      details: {
        invoice: {
          id: overdue().invoiceId,
          number: "ACME-0007",
          amountDue: { amount: "49.00", currency: "EUR" },
          dueAt: null,
        },
        graceEndedAt: expect.stringContaining(graceEndedAt.slice(0, 16)),
        openInvoices: 2,
        cause: "insufficient_funds",
      },
      currentPlan: { name: "Starter", status: "past_due" },
      retry: { policy: "after_payment", automatic: false },
    });
    expect(problem.detail).toMatch(/^Invoice ACME-0007 \(€49\.00\) is unpaid and the grace period ended on /);
    expect(rels(problem)).toEqual(["pay_invoice", "update_payment_method"]);
    expect(problem.link).toMatch(/\/go\/pay-invoice\?tenant=/);
    expect(response.headers.get("link")).toContain(`<${String(problem.link)}>; rel="payment"`);
    const german = await refusal(url(), { headers: { ...tenant.auth, "accept-language": "de" } });
    expect(german.problem.detail).toMatch(/^Rechnung ACME-0007 \(49,00\s€\) ist offen/);
  });

  it("an overdue that is billed by hand leads to the operator, and one without a number says so", async () => {
    const tenant = await world.newTenant();
    await give(tenant, suspended({ source: "manual", overdue: overdue({ number: null }) }));
    await eventually(
      () => ask(tenant),
      ({ status }) => status === 402,
    );
    const { problem } = await refusal(url(), { headers: tenant.auth });
    expect(rels(problem)).toEqual(["contact_sales"]);
    expect(problem.detail).toMatch(/^An invoice of €49\.00 is unpaid/);
  });

  it("a key of a web page is told nothing of the debt", async () => {
    const tenant = await world.newTenant({ errorDetail: "minimal" });
    await give(tenant, suspended());
    await eventually(
      () => ask(tenant),
      ({ status }) => status === 402,
    );
    const { problem } = await refusal(url(), { headers: tenant.auth });
    expect(problem).toMatchObject({ code: "subscription_past_due", details: {} });
    expect(JSON.stringify(problem)).not.toContain("ACME-0007");
    expect(problem.actions).toBeUndefined();
  });

  it("in grace calls pass with a notice until when; then, by the clock alone, they are refused", async () => {
    const tenant = await world.newTenant();
    const endsAt = new Date(Date.now() + 8_000);
    await give(tenant, {
      status: "grace",
      source: "stripe",
      overdue: overdue({ graceEndsAt: endsAt.toISOString() }),
      endsAt,
      after: {
        status: "suspended",
        planVersionId: (await loadStanding(world.sql, tenant.id))?.subscription?.planVersionId ?? "",
        reason: "subscription_past_due",
      },
    });
    const notice = `subscription_past_due;until=@${Math.floor(endsAt.getTime() / 1000)}`;
    await eventually(
      () => ask(tenant),
      ({ status, headers }) => status === 200 && headers.get("faregate-notice") === notice,
    );
    await new Promise((resolve) => setTimeout(resolve, endsAt.getTime() - Date.now() + 50));
    const { problem } = await refusal(url(), { headers: tenant.auth });
    expect(problem.code).toBe("subscription_past_due");
    await give(tenant, { status: "active", endsAt: null, after: null, overdue: null });
    await eventually(
      () => ask(tenant),
      ({ status, headers }) => status === 200 && headers.get("faregate-notice") === null,
    );
  });

  it("a subscription that ends leaves its tenant on the fallback plan, by the clock alone", async () => {
    const tenant = await world.newTenant();
    const endsAt = new Date(Date.now() + 8_000);
    await give(tenant, { endsAt, after: { status: "active", planVersionId: fallback, reason: null } });
    expect((await ask(tenant)).headers.get("ratelimit-policy")).toMatch(/^"monthly";q=10;/);
    await new Promise((resolve) => setTimeout(resolve, endsAt.getTime() - Date.now() + 50));
    const answers = [await ask(tenant), await ask(tenant), await ask(tenant)];
    // What was used before counts: of the two units that the fallback includes, one is used.
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses.at(-1)).toBe(402);
    expect(answers[0]?.headers.get("ratelimit-policy")).toMatch(/^"monthly";q=2;/);
    const { problem } = await refusal(url(), { headers: tenant.auth });
    expect(problem).toMatchObject({ code: "quota_exhausted", usageRemaining: { limit: 2 } });
  });

  it("what was used stays used when the tenant's clock moves within the period", async () => {
    const tenant = await world.newTenant();
    for (let n = 0; n < 10; n++) expect((await ask(tenant)).status).toBe(200);
    for (const days of [1, 3, 10]) {
      await give(tenant, { clockOffsetSeconds: days * 86_400 });
      for (let n = 0; n < 5; n++) {
        const { problem } = await refusal(url(), { headers: tenant.auth });
        expect(problem).toMatchObject({ code: "quota_exhausted", usageRemaining: { used: 10, remaining: 0 } });
      }
    }
  });

  it("calls that are under way while the clock moves are sold once", async () => {
    const tenant = await world.newTenant();
    const statuses: number[] = [];
    let isMoving = true;
    const callers = Array.from({ length: 8 }, async () => {
      while (isMoving) statuses.push((await ask(tenant)).status);
    });
    for (const seconds of [60, 3_600, 7_200, 86_400]) {
      await give(tenant, { clockOffsetSeconds: seconds });
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    isMoving = false;
    await Promise.all(callers);
    for (let n = 0; n < 12; n++) statuses.push((await ask(tenant)).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(10);
    expect(statuses.every((status) => status === 200 || status === 402 || status === 429 || status === 503)).toBe(true);
    expect(statuses.at(-1)).toBe(402);
  });

  it("the next billing period begins with its whole quota, also when it lies exactly one period ahead", async () => {
    const tenant = await world.newTenant({ plan: daily });
    for (const days of [0, 1, 2, 3]) {
      if (days > 0) await give(tenant, { clockOffsetSeconds: days * 86_400 });
      await eventually(
        () => ask(tenant),
        ({ status }) => status === 200,
      );
      let passed = 1;
      while ((await ask(tenant)).status === 200) passed++;
      expect(passed).toBe(3);
    }
  });
});
