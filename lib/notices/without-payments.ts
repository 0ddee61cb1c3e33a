import type { NoticeKind } from "@/lib/notices/kinds";

/** Notices of cards and payments alone: nobody is told of them who is shown no invoice either. */
export const paymentKinds: readonly NoticeKind[] = [
  "payment.failed",
  "payment.action_required",
  "card.expiring",
  "card.missing",
  "credits.recharge_failed",
];

/** What the other notices tell somebody who is shown no invoice: that one is unpaid, not which, how much and why. */
export function withoutPayments<Row extends { data: Record<string, unknown> }>(row: Row): Row {
  const withheld = Object.keys(row.data).filter((name) => name === "invoice" || name === "cause" || name === "price");
  return { ...row, data: { ...row.data, ...Object.fromEntries(withheld.map((name) => [name, null])) } };
}
