import type { z } from "zod";
import { rawSql } from "@/db/client";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import { loadRiskRows } from "@/lib/analytics/server/signals/load-risk-rows";
import { ListActsInput } from "@/lib/analytics/signals/inputs";
import type { RiskRow } from "@/lib/analytics/signals/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** The risk of one tenant and what was done about it; null for one that is suspended or not there. */
export async function getTenantRisk(ctx: Ctx, input: z.input<typeof ListActsInput>): Promise<RiskRow | null> {
  authorizeStaff(ctx, "staff:read");
  const { tenant } = parseInput(ListActsInput, input);
  if (tenant === undefined) return null;
  const zone = await readReportZone(rawSql());
  const [row] = await loadRiskRows(rawSql(), { tenantIds: [tenant], now: ctx.now, zone });
  return row ?? null;
}
