import type { Sql } from "@/db/connect";
import { findLag } from "@/lib/analytics/server/alerts/find-lag-evidence";
import {
  findFailingPayments,
  findGaps,
  findSlowUnblocks,
  findTopTenants,
  findUnreadEvents,
} from "@/lib/analytics/server/alerts/find-money-evidence";
import { findMoreRefused, findNewlyRefused, findWrongful } from "@/lib/analytics/server/alerts/find-refusal-evidence";
import { findSilence, findUnknown } from "@/lib/analytics/server/alerts/find-traffic-evidence";
import { keepAlerts } from "@/lib/analytics/server/alerts/keep-alerts";
import type { AlertRule, Evidence } from "@/lib/analytics/server/alerts/types";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";

const minuteMs = 60_000;
/** A round comes a little early or late. */
const slackMs = 5_000;

type Rule = {
  rule: AlertRule;
  everyMs: number;
  /** Reads counts, and says nothing while they are behind. */
  needsCounts?: true;
  find: (sql: Sql, now: Date) => Promise<Evidence[]>;
};

const rules: readonly Rule[] = [
  { rule: "AL1", everyMs: minuteMs, find: findWrongful },
  {
    rule: "AL2",
    everyMs: 5 * minuteMs,
    needsCounts: true,
    find: async (sql, now) => findMoreRefused(sql, now, await readReportZone(sql)),
  },
  { rule: "AL3", everyMs: 15 * minuteMs, needsCounts: true, find: findNewlyRefused },
  { rule: "AL4", everyMs: minuteMs, find: findSlowUnblocks },
  { rule: "AL5", everyMs: 60 * minuteMs, find: findFailingPayments },
  { rule: "AL6", everyMs: minuteMs, find: findUnknown },
  { rule: "AL8", everyMs: minuteMs, find: findGaps },
  { rule: "AL11", everyMs: 5 * minuteMs, find: findUnreadEvents },
  { rule: "AL12", everyMs: 5 * minuteMs, find: findTopTenants },
  { rule: "AL13", everyMs: minuteMs, needsCounts: true, find: findSilence },
];

/**
 * The operator's alerts: each call is one look at the rules that are due, by their own rhythm, and keeps in `alert` what
 * that changes. Answers how many alerts opened and closed.
 */
export function watchAlerts(sql: Sql): (now: Date) => Promise<{ opened: number; closed: number }> {
  const lookedAt = new Map<AlertRule, number>();
  return async (now) => {
    const lag = await findLag(sql, now);
    const due = rules.filter(
      ({ rule, everyMs, needsCounts }) =>
        now.getTime() - (lookedAt.get(rule) ?? 0) >= everyMs - slackMs && !(needsCounts && lag.isStale),
    );
    const found = [...lag.evidence];
    const looked = new Set<AlertRule>(["AL9"]);
    for (const { rule, find } of due) {
      found.push(...(await find(sql, now)));
      looked.add(rule);
      lookedAt.set(rule, now.getTime());
    }
    return keepAlerts(sql, found, looked, now);
  };
}
