import { describe, expect, test } from "vitest";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { getRecovery } from "@/lib/analytics/server/revenue/get-recovery";
import { listFailed } from "@/lib/analytics/server/revenue/list-failed";
import { newId } from "@/lib/id";
import { makePayer, makePricedPlan } from "@/tests/revenue/revenue-world";

const { sql } = await testDatabase();
const now = new Date("2026-11-21T12:00:00Z");
const day = 86_400_000;
const ago = (days: number) => new Date(now.getTime() - days * day);
const ctx = () => staffCtx("support", { now });
const pro = await makePricedPlan(sql, { name: "Pro", priceMinor: 9000 });
const gross = { subtotalMinor: 9000, taxMinor: 1710 };

async function billedByCard(name: string, card: { month: number; year: number } | null, nextChargeAt: Date) {
  const payer = await makePayer(sql, name);
  await payer.give(ago(100), pro.planVersionId);
  const id = newId("billingSubscription", now);
  await sql`insert into billing_subscription (id, tenant_id, billed_by, stripe_subscription_id, status, plan_version_id,
                                              anchor_at, started_at, interval, period_start, period_end, created_by, created_at)
            values (${id}, ${payer.id}, 'stripe', ${`sub_${id}`}, 'active', ${pro.planVersionId}, ${ago(100)}, ${ago(100)},
                    'month', ${ago(10)}, ${nextChargeAt}, 'test', ${ago(100)})`;
  if (card) {
    await sql`insert into payment_method (stripe_payment_method_id, tenant_id, brand, last4, exp_month, exp_year, is_default, fetched_at)
              values (${`pm_${payer.id}`}, ${payer.id}, 'visa', '4242', ${card.month}, ${card.year}, true, ${now})`;
  }
  return payer;
}

const steady = await billedByCard("Steady", { month: 4, year: 2030 }, ago(-10));
const expiring = await billedByCard("Expiring", { month: 11, year: 2026 }, ago(-12));
await billedByCard("In time", { month: 11, year: 2026 }, ago(-5));
await billedByCard("Without a card", null, ago(-5));

// Failed 40 days ago and paid after two days; failed 50 days ago and never paid; failed 10 days ago and paid after four.
const recovered = await steady.invoiced(ago(40), { ...gross, paidAt: ago(38) });
await steady.attempted(recovered, 1, ago(40), false, "card_declined");
await steady.attempted(recovered, 2, ago(38), true);
const lost = await expiring.invoiced(ago(50), { ...gross, status: "open" });
await expiring.attempted(lost, 1, ago(50), false, "card_expired");
await expiring.attempted(lost, 2, ago(47), false, "card_expired");
const late = await steady.invoiced(ago(10), { ...gross, paidAt: ago(6) });
await steady.attempted(late, 1, ago(10), false, "insufficient_funds");
await steady.attempted(late, 2, ago(6), true);
const fine = await steady.invoiced(ago(70), gross);
await steady.attempted(fine, 1, ago(70), true);
// By hand: due 35 days ago, paid five days after.
const byHand = await makePayer(sql, "By hand");
await byHand.give(ago(60), pro.planVersionId, { source: "manual" });
const paper = await byHand.invoiced(ago(45), { subtotalMinor: 5000, billedBy: "manual", paidAt: ago(30) });
await sql`update invoice set due_at = ${ago(35)} where id = ${paper}`;
// In grace until in three days; an exception keeps it open for a week more.
const inGrace = await makePayer(sql, "In grace");
await inGrace.give(ago(60), pro.planVersionId);
await inGrace.give(ago(4), pro.planVersionId, {
  status: "grace",
  endsAt: ago(-3),
  overdue: {
    invoiceId: "inv_1",
    number: "F-7",
    dueMinor: 10_710,
    currency: "EUR",
    dueAt: null,
    graceEndsAt: ago(-3).toISOString(),
    openInvoices: 1,
    cause: "card_declined",
  },
});

describe("recovery", () => {
  test("counts first attempts and failures, tax included, invoices by hand by their due date", async () => {
    expect(await getRecovery(ctx(), { range: "90d" })).toMatchObject({
      attempted: 5,
      failed: 4,
      attemptedMinor: 4 * 10_710 + 5000,
      failedMinor: 3 * 10_710 + 5000,
    });
  });

  test("follows every failure for its days, and tells nothing that is too young", async () => {
    const { total, cohorts, causes } = await getRecovery(ctx());
    expect(total).toMatchObject({ failed: 3, counted: 3, open: 1, openMinor: 10_710 });
    expect(total.cells.map(({ recovered: n }) => n)).toEqual([1, 2, 2, 2]);
    const [november, october] = cohorts;
    expect(november?.cells.map(({ recovered: n }) => n)).toEqual([0, 1, null, null]);
    expect(november?.cells[2]?.maturesOn).toBe(ago(-4).toISOString());
    expect(october).toMatchObject({ failed: 3, failedMinor: 2 * 10_710 + 5000 });
    expect(october?.cells.map(({ recoveredMinor }) => recoveredMinor)).toEqual([10_710, 15_710, 15_710, 15_710]);
    expect(causes.map(({ name, failed, counted }) => [name, failed, counted]).sort()).toEqual([
      ["card_declined", 1, 1],
      ["card_expired", 1, 1],
      ["insufficient_funds", 1, 0],
      ["not_paid_by_due_date", 1, 1],
    ]);
  });

  test("leads to the invoices that are behind it", async () => {
    const { rows } = await listFailed(ctx());
    expect(
      rows.map(({ tenantName, cause, attempts, paidAt }) => [tenantName, cause, attempts, paidAt !== null]),
    ).toEqual([
      ["Steady", "insufficient_funds", 2, true],
      ["By hand", "not_paid_by_due_date", 0, true],
      ["Steady", "card_declined", 2, true],
      ["Expiring", "card_expired", 2, false],
    ]);
    expect((await listFailed(ctx(), { cause: "card_expired" })).rows).toMatchObject([
      { invoiceId: lost, amountMinor: 10_710 },
    ]);
  });

  test("lists whose access stops next, and moves the end where somebody kept it open", async () => {
    const [row] = (await getRecovery(ctx())).grace;
    expect(row).toMatchObject({
      tenantName: "In grace",
      endsAt: ago(-3).toISOString(),
      owedMinor: 10_710,
      mrrMinor: 9000,
      invoiceNumber: "F-7",
    });
    await sql`insert into exception (tenant_id, id, kind, reason, starts_at, ends_at, granted_by, created_at)
              values (${inGrace.id}, ${newId("exception", now)}, 'access_until', 'Agreed', ${ago(1)}, ${ago(-7)}, 'test', ${ago(1)})`;
    expect((await getRecovery(ctx())).grace[0]?.endsAt).toBe(ago(-7).toISOString());
  });

  test("exposes revenue whose every card ends before the next charge, by the month of its end", async () => {
    const { cards, exposedMinor, mrrMinor, cardHolders } = await getRecovery(ctx());
    expect(cards).toMatchObject([
      { month: "2026-11", tenants: 1, mrrMinor: 9000, rows: [{ tenantName: "Expiring", last4: "4242" }] },
    ]);
    expect({ exposedMinor, mrrMinor, cardHolders }).toEqual({ exposedMinor: 9000, mrrMinor: 6 * 9000, cardHolders: 3 });
    await sql`insert into payment_method (stripe_payment_method_id, tenant_id, brand, last4, exp_month, exp_year, fetched_at)
              values ('pm_second', ${expiring.id}, 'visa', '1881', 1, 2028, ${now})`;
    expect((await getRecovery(ctx())).cards).toEqual([]);
  });

  test("is not told to people who are not staff", async () => {
    await expect(getRecovery(staffCtx(null))).rejects.toMatchObject({ code: "not_found" });
    await expect(listFailed(staffCtx(null))).rejects.toMatchObject({ code: "not_found" });
  });
});
