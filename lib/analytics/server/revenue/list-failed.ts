import type { z } from "zod";
import { rawSql } from "@/db/client";
import { FailedInput } from "@/lib/analytics/revenue-inputs";
import type { FailedView } from "@/lib/analytics/revenue-views";
import { readCollected } from "@/lib/analytics/server/revenue/read-collected";
import { readRevenue } from "@/lib/analytics/server/revenue/read-revenue";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** The invoices behind the failures of a window, the newest failure first. */
export async function listFailed(ctx: Ctx, input: z.input<typeof FailedInput> = {}): Promise<FailedView> {
  authorizeStaff(ctx, "staff:read");
  const { cause, tenant, ...rest } = parseInput(FailedInput, input);
  const sql = rawSql();
  const { scope, window, currency } = await readRevenue(sql, rest, ctx.now);
  const collected = await readCollected(sql, {
    from: new Date(window.fromMs),
    to: new Date(window.toMs),
    now: ctx.now,
    currency,
  });
  return {
    ...scope,
    rows: collected
      .filter(
        (row) =>
          row.firstFailed &&
          (cause === undefined || row.cause === cause) &&
          (tenant === undefined || row.tenantId === tenant),
      )
      .map(({ firstAtMs, paidAtMs, firstFailed: _, isOpen: __, ...row }) => ({
        ...row,
        failedAt: new Date(firstAtMs).toISOString(),
        paidAt: paidAtMs === null ? null : new Date(paidAtMs).toISOString(),
      })),
  };
}
