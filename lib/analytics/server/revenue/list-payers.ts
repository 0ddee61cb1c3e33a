import type { z } from "zod";
import { rawSql } from "@/db/client";
import { type MrrHistory, mrrBefore, stepBefore } from "@/lib/analytics/metrics/mrr-history";
import { PayersInput } from "@/lib/analytics/revenue-inputs";
import type { PayersView } from "@/lib/analytics/revenue-views";
import { readPlanNames } from "@/lib/analytics/server/revenue/read-plan-names";
import { readRevenue } from "@/lib/analytics/server/revenue/read-revenue";
import { invalidField } from "@/lib/invalid-field";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Who pays what at an instant, the most first: the rows of MRR now, or at the end of a month. What changes at the very
 * instant is not in it yet.
 * @throws AppError `validation_failed` for an instant that lies ahead.
 */
export async function listPayers(ctx: Ctx, input: z.input<typeof PayersInput> = {}): Promise<PayersView> {
  authorizeStaff(ctx, "staff:read");
  const { at, plan, ...rest } = parseInput(PayersInput, input);
  const atMs = at === undefined ? ctx.now.getTime() + 1 : Date.parse(at);
  if (atMs > ctx.now.getTime() + 1) throw invalidField("/at", "custom", "This instant lies ahead.");
  const sql = rawSql();
  const [{ scope, histories, currency }, names] = await Promise.all([
    readRevenue(sql, { range: "30d", ...rest }, ctx.now),
    readPlanNames(sql),
  ]);
  const rows = histories.flatMap((history) => {
    const held = stepBefore(history, atMs);
    const named = names.get(held?.planVersionId ?? "");
    const mrrMinor = mrrBefore(history, atMs, currency);
    if (!held || !named || mrrMinor === 0 || (plan !== undefined && named.planId !== plan)) return [];
    return [
      {
        tenantId: history.tenantId,
        tenantName: history.tenantName,
        planId: named.planId,
        planName: named.name,
        planVersion: named.number,
        status: held.status,
        mrrMinor,
        since: new Date(sinceMs(history, atMs)).toISOString(),
      },
    ];
  });
  rows.sort((a, b) => b.mrrMinor - a.mrrMinor || a.tenantName.localeCompare(b.tenantName));
  return {
    ...scope,
    at: new Date(Math.min(atMs, ctx.now.getTime())).toISOString(),
    rows,
    mrrMinor: rows.reduce((sum, { mrrMinor }) => sum + mrrMinor, 0),
  };
}

/** Since when it pays as much without a break. */
function sinceMs({ steps }: MrrHistory, atMs: number): number {
  const before = steps.filter((step) => step.atMs < atMs);
  let first = before.at(-1);
  for (const step of before.toReversed()) {
    if (step.mrrMinor !== first?.mrrMinor) break;
    first = step;
  }
  return first?.atMs ?? atMs;
}
