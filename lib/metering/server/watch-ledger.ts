import type { Sql } from "@/db/connect";
import { checkLedger } from "@/lib/metering/server/check-ledger";
import type { LedgerMemory } from "@/lib/metering/server/ledger-memory";
import { log } from "@/lib/server/log";

/** While a rule is broken, everything is looked at this often, so that the alarm ends soon after its cause. */
const brokenMs = 10 * 60_000;

const dayOf = (at: Date) => at.toISOString().slice(0, 10);

/**
 * The live checker: each call is one run, over everything when it is the first or the first of a day (UTC), and over
 * what came since otherwise. A broken rule is an error in the log, run by run; it is never corrected.
 */
export function watchLedger(sql: Sql): (now: Date) => Promise<void> {
  let memory: LedgerMemory | null = null;
  let fullAt = new Date(0);
  let isBroken = false;

  return async (now) => {
    const isDue = dayOf(now) !== dayOf(fullAt) || (isBroken && now.getTime() - fullAt.getTime() >= brokenMs);
    const known = isDue ? null : memory;
    // A run that fails leaves no memory: the next looks at everything.
    memory = null;
    const report = await checkLedger(sql, known, now);
    memory = report.memory;
    if (report.isFull) fullAt = now;
    const broken = report.rules.filter(({ ok }) => !ok);
    isBroken = broken.length > 0 || (isBroken && !report.isFull);
    for (const { rule, findings } of broken) {
      const tenants = [...new Set(findings.flatMap(({ tenantId }) => tenantId ?? []))];
      log().error({ rule, tenants, findings }, "a rule of the ledger is broken");
    }
  };
}
