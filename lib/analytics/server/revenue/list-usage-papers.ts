import type { z } from "zod";
import { rawSql } from "@/db/client";
import { UsagePapersInput } from "@/lib/analytics/revenue-inputs";
import type { UsagePapersView } from "@/lib/analytics/revenue-views";
import { readRevenue } from "@/lib/analytics/server/revenue/read-revenue";
import { readUsageRevenue } from "@/lib/analytics/server/revenue/read-usage-revenue";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** The lines of invoices and statements that usage revenue of a window is made of, the newest first. */
export async function listUsagePapers(
  ctx: Ctx,
  input: z.input<typeof UsagePapersInput> = {},
): Promise<UsagePapersView> {
  authorizeStaff(ctx, "staff:read");
  const { kind, tenant, ...rest } = parseInput(UsagePapersInput, input);
  const sql = rawSql();
  const { scope, window, currency } = await readRevenue(sql, rest, ctx.now);
  const found = (
    await readUsageRevenue(sql, { from: new Date(window.fromMs), to: new Date(window.toMs) }, tenant)
  ).filter((row) => row.currency === currency && (kind === undefined || row.kind === kind));
  const ids = [...new Set(found.map(({ paperId }) => paperId))];
  const tenantIds = [...new Set(found.map(({ tenantId }) => tenantId))];
  const [numbers, names] = await Promise.all([
    sql<{ id: string; number: string | null }[]>`select id, number from invoice where id = any(${ids})`,
    sql<{ id: string; name: string }[]>`select id, name from tenant where id = any(${tenantIds})`,
  ]);
  const numberOf = new Map(numbers.map(({ id, number }) => [id, number]));
  const nameOf = new Map(names.map(({ id, name }) => [id, name]));
  const sum = (of: "overage" | "credits") =>
    found.reduce((total, row) => (row.kind === of ? total + row.amountMinor : total), 0);
  return {
    ...scope,
    rows: found
      .map(({ at, currency: _, ...row }) => ({
        ...row,
        at: at.toISOString(),
        tenantName: nameOf.get(row.tenantId) ?? row.tenantId,
        paperNumber: numberOf.get(row.paperId) ?? null,
        isStatement: !numberOf.has(row.paperId),
      }))
      .toReversed(),
    overageMinor: sum("overage"),
    creditsMinor: sum("credits"),
  };
}
