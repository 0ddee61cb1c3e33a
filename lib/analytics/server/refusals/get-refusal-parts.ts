import type { z } from "zod";
import { rawSql } from "@/db/client";
import { RefusalPartsInput } from "@/lib/analytics/refusal-inputs";
import type { PartName } from "@/lib/analytics/refusal-names";
import type { RefusalPart, RefusalPartsView } from "@/lib/analytics/refusal-views";
import { resolveScope } from "@/lib/analytics/scope";
import { checkFilters, codePicker, countFilter } from "@/lib/analytics/server/refusals/count-filter";
import { windowView } from "@/lib/analytics/server/refusals/get-refusals";
import { readNames } from "@/lib/analytics/server/refusals/read-names";
import { type Dimension, readCalls } from "@/lib/analytics/server/rollups/read-counts";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import { wilsonInterval } from "@/lib/analytics/statistics/wilson-interval";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const dimensions: Record<Exclude<PartName, "code">, Dimension> = {
  plan: "planVersion",
  route: "route",
  key: "key",
  tenant: "tenant",
  feature: "feature",
};
const nameless: Record<PartName, string> = {
  plan: "No plan",
  route: "Unknown route",
  key: "No key",
  tenant: "No tenant",
  feature: "No feature",
  code: "",
};

/**
 * M1 of each plan, route, key, tenant or feature: both sums restricted to it. Codes share the one denominator of all, so
 * they add up to the rate. Parts that nobody was refused in are in it too; most refused first.
 */
export async function getRefusalParts(ctx: Ctx, input: z.input<typeof RefusalPartsInput>): Promise<RefusalPartsView> {
  authorizeStaff(ctx, "staff:read");
  const { g: by, ...asked } = parseInput(RefusalPartsInput, input);
  const sql = rawSql();
  const reportZone = await readReportZone(sql);
  const scope = resolveScope(asked, { now: ctx.now, reportZone, fallback: "7d" });
  const filter = countFilter(asked, await checkFilters(sql, asked));
  const counts = await readCalls(sql, {
    starts: [scope.from],
    to: scope.to,
    now: ctx.now,
    reportZone,
    filter: { ...filter, classes: ["allowed", "money"] },
    by: by === "code" ? [] : [dimensions[by]],
  });
  const picks = codePicker(asked);
  const plans =
    by === "plan"
      ? await readPlans(
          sql,
          counts.map(({ planVersion = "" }) => planVersion),
        )
      : new Map();
  const sums = new Map<string, { refused: number; eligible: number }>();
  const all = counts.reduce((total, { calls }) => total + calls, 0);
  for (const row of counts) {
    const id = by === "code" ? row.code : (row[dimensions[by]] ?? "");
    if (by === "code" && (row.class !== "money" || !picks(row.code))) continue;
    const name = (by === "plan" ? plans.get(id) : id) || "none";
    const sum = sums.get(name) ?? { refused: 0, eligible: 0 };
    if (row.class === "money" && picks(row.code)) sum.refused += row.calls;
    sum.eligible = by === "code" ? all : sum.eligible + row.calls;
    sums.set(name, sum);
  }
  const names = await readNames(sql, by, [...sums.keys()]);
  const rows = [...sums].map(
    ([name, { refused, eligible }]): RefusalPart => ({
      name,
      label: name === "none" ? nameless[by] : (names.get(name) ?? name),
      refused,
      eligible,
      interval: eligible === 0 ? null : wilsonInterval(refused, eligible),
    }),
  );
  return {
    window: windowView(scope, ctx.now),
    by,
    rows: rows.sort((a, b) => b.refused - a.refused || b.eligible - a.eligible || (a.name < b.name ? -1 : 1)),
  };
}

async function readPlans(sql: ReturnType<typeof rawSql>, versions: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; planId: string }[]>`
    select id, plan_id as "planId" from plan_version where id = any(${[...new Set(versions)]})`;
  return new Map(rows.map(({ id, planId }) => [id, planId]));
}
