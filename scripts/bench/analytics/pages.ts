import { listEpisodes } from "@/lib/analytics/server/episodes/list-episodes";
import { listAllRequests } from "@/lib/analytics/server/list-all-requests";
import { listCalledRoutes } from "@/lib/analytics/server/list-called-routes";
import { summarizeAllRequests } from "@/lib/analytics/server/logs/summarize-all-requests";
import { getRefusalOutcomes } from "@/lib/analytics/server/refusals/get-refusal-outcomes";
import { getRefusalParts } from "@/lib/analytics/server/refusals/get-refusal-parts";
import { getRefusals } from "@/lib/analytics/server/refusals/get-refusals";
import { getMovement } from "@/lib/analytics/server/revenue/get-movement";
import { getRecovery } from "@/lib/analytics/server/revenue/get-recovery";
import { getChurnBoard } from "@/lib/analytics/server/signals/get-churn-board";
import { getToday } from "@/lib/analytics/server/signals/get-today";
import { getBurnDowns } from "@/lib/analytics/server/usage/get-burn-downs";
import { getOutlook } from "@/lib/analytics/server/usage/get-outlook";
import { listCallCosts } from "@/lib/analytics/server/usage/list-call-costs";
import { usageOverTime } from "@/lib/analytics/server/usage-over-time";
import type { Ctx } from "@/lib/server/context";
import type { Market } from "@/scripts/bench/analytics/make-market";

export type Draw = <T>(values: readonly T[]) => T;
const ranges = ["24h", "7d", "30d", "90d"] as const;
type Range = (typeof ranges)[number];
const revenueRanges = ["30d", "90d", "12m"] as const;

/** All that one opening of a page asks for, by each window that the page offers; without windows there is one. */
type Page = { windows: readonly string[]; open: (range: string) => Promise<unknown> };

/** Every page of figures, with a filter that chance picks at each opening. */
export const pages = (staff: Ctx, market: Market, draw: Draw): Record<string, Page> => {
  const filter = () =>
    draw([
      {},
      {},
      { plan: draw(market.planIds) },
      { route: draw(market.routeIds) },
      { tenant: draw(market.tenantIds) },
      { feature: draw(market.featureIds) },
      { key: draw(market.keyIds) },
      { family: "quota" },
    ]);
  const member = (): Ctx => ({ ...staff, tenant: { id: draw(market.tenantIds), role: "owner" } });
  return {
    refusals: {
      windows: ranges,
      open: (range) => {
        const asked = { range: range as Range, cmp: draw(["prev", undefined] as const), ...filter() };
        const g = draw(["plan", "route", "key", "tenant", "feature", "code"] as const);
        return Promise.all([
          getRefusals(staff, asked),
          getRefusalParts(staff, { ...asked, g }),
          getRefusalOutcomes(staff, asked),
          listEpisodes(staff, asked),
        ]);
      },
    },
    churn: { windows: [""], open: () => getChurnBoard(staff, {}) },
    today: { windows: [""], open: () => getToday(staff) },
    revenue: {
      windows: revenueRanges,
      open: (range) => {
        const asked = { range: range as (typeof revenueRanges)[number] };
        return Promise.all([getMovement(staff, asked), getRecovery(staff, asked)]);
      },
    },
    usage: {
      windows: ranges,
      open: (range) => {
        const ctx = member();
        const by = draw(["key", "feature", "route", "status"] as const);
        const asked = { range: range as Range, by, cmp: draw(["prev", undefined] as const) };
        return Promise.all([
          usageOverTime(ctx, asked),
          listCallCosts(ctx, asked),
          getBurnDowns(ctx),
          listCalledRoutes(ctx),
        ]);
      },
    },
    home: {
      windows: [""],
      open: () => {
        const ctx = member();
        return Promise.all([usageOverTime(ctx, {}), getOutlook(ctx)]);
      },
    },
    log: {
      windows: ranges,
      open: (range) => {
        const asked = { range: range as Range, ...filter() };
        return Promise.all([listAllRequests(staff, asked), summarizeAllRequests(staff, asked)]);
      },
    },
  };
};
