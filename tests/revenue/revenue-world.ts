import type { Sql } from "@/db/connect";
import { makeTenant } from "@/db/testing/make-tenant";
import { staffCtx } from "@/db/testing/staff-ctx";
import { inTransaction } from "@/db/transaction";
import { grantPlan } from "@/lib/entitlements/server/grant-plan";
import type { Grant } from "@/lib/entitlements/types";
import { newId } from "@/lib/id";

type PlanPrice = { name?: string; priceMinor: number; currency?: string; interval?: "month" | "year" };

/** Writes a published plan version with a price. */
export async function makePricedPlan(sql: Sql, over: PlanPrice) {
  const at = new Date("2025-01-01T00:00:00Z");
  const ids = { planId: newId("plan", at), planVersionId: newId("planVersion", at) };
  await sql`insert into plan (id, slug, name, created_at)
            values (${ids.planId}, ${ids.planId.toLowerCase()}, ${over.name ?? "Pro"}, ${at})`;
  await sql`insert into plan_version (id, plan_id, number, status, price_minor, currency, interval, created_at, updated_at,
                                      published_at)
            values (${ids.planVersionId}, ${ids.planId}, 1, 'published', ${over.priceMinor}, ${over.currency ?? "EUR"},
                    ${over.interval ?? "month"}, ${at}, ${at}, ${at})`;
  return ids;
}

type Written = {
  status?: "draft" | "open" | "paid" | "void";
  reason?: string;
  currency?: string;
  subtotalMinor: number;
  taxMinor?: number;
  refundedMinor?: number;
  paidAt?: Date;
  billedBy?: "stripe" | "manual";
  lines?: { amountMinor: number; priceId: string | null; units?: number }[];
};

/** A tenant whose plan and papers are written as billing writes them, each at its own instant. */
export async function makePayer(sql: Sql, name: string) {
  const tenant = await makeTenant(sql, name);
  const give = (at: Date, planVersionId: string | null, over: Partial<Grant> = {}) =>
    inTransaction((tx) =>
      grantPlan(
        tx,
        staffCtx("admin", { actor: { kind: "system", name: "sync" }, now: at }),
        tenant.id,
        planVersionId === null
          ? null
          : {
              planVersionId,
              status: "active",
              reason: null,
              source: "stripe",
              anchor: at,
              startedAt: at,
              endsAt: null,
              after: null,
              overdue: null,
              clockOffsetSeconds: 0,
              ...over,
            },
      ),
    );
  const invoiced = async (at: Date, of: Written) => {
    const id = newId("invoice", at);
    const total = of.subtotalMinor + (of.taxMinor ?? 0);
    const isPaid = (of.status ?? "paid") === "paid";
    const lines = (of.lines ?? []).map(({ amountMinor, priceId, units = null }) => ({
      description: "Line",
      units: units ?? null,
      quantity: null,
      amountMinor,
      periodStart: at.toISOString(),
      periodEnd: at.toISOString(),
      priceId,
      isProration: false,
    }));
    await sql`insert into invoice (id, tenant_id, billed_by, stripe_invoice_id, number, status, reason, currency,
                                   subtotal_minor, tax_minor, total_minor, due_minor, paid_minor, refunded_minor,
                                   created_at, finalized_at, paid_at, lines)
              values (${id}, ${tenant.id}, ${of.billedBy ?? "stripe"}, ${`in_${id}`}, ${id.slice(-6)},
                      ${of.status ?? "paid"}, ${of.reason ?? "subscription_cycle"}, ${of.currency ?? "EUR"},
                      ${of.subtotalMinor}, ${of.taxMinor ?? 0}, ${total}, ${isPaid ? 0 : total}, ${isPaid ? total : 0},
                      ${of.refundedMinor ?? 0}, ${at}, ${at}, ${isPaid ? (of.paidAt ?? at) : null},
                      ${sql.json(lines)})`;
    return id;
  };
  const attempted = async (invoiceId: string, attempt: number, at: Date, ok: boolean, cause: string | null = null) => {
    await sql`insert into payment_attempt (id, tenant_id, invoice_id, attempt, at, amount_minor, currency, ok, cause)
              select ${newId("paymentAttempt", at)}, tenant_id, id, ${attempt}, ${at}, total_minor, currency, ${ok}, ${cause}
                from invoice where id = ${invoiceId}`;
  };
  return { ...tenant, name, give, invoiced, attempted };
}
