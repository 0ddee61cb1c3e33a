import type { Sql } from "@/db/connect";
import { connect } from "@/db/connect";
import { env } from "@/lib/env";
import { newId } from "@/lib/id";
import { addApi, addMeter, addPlan, addRoute, addTenants, type Offer } from "@/scripts/bench/make-world";
import { runTool } from "@/scripts/run-tool";

const creditMicroPerUnit = 1_500;
const varyingCap = 10;

type Limits = { hard: number; varied: number; credits: number };

/**
 * Makes what the torture run calls: one tenant with a hard quota, one whose calls cost what the upstream says, one that
 * pays with credits from two lots, one without limit and one that pays later. Answers their keys.
 */
async function prepare(now: Date, upstreamUrl: string, limits: Limits) {
  const settings = env();
  const sql = connect(settings, { max: 1, name: "torture-prepare" });
  const apiId = await addApi(sql, now, "torture", upstreamUrl);
  const fixed = await addMeter(sql, now, "fixed");
  const varied = await addMeter(sql, now, "varied");
  await addRoute(sql, now, { apiId, path: "/v1/fixed", featureId: fixed });
  const varying = { costUnits: varyingCap, costHeader: "x-cost" };
  await addRoute(sql, now, { apiId, path: "/v1/varied", featureId: varied, ...varying });

  const add = async (name: string, featureId: string, offer: Offer) => {
    const planVersionId = await addPlan(sql, now, name, featureId, offer);
    const given = { count: 1, keysEach: 4, planVersionId, name, pepper: settings.FAREGATE_KEY_PEPPER };
    const { tenantIds, secrets } = await addTenants(sql, now, given);
    return { tenantId: tenantIds[0] ?? "", path: featureId === fixed ? "/v1/fixed" : "/v1/varied", keys: secrets };
  };
  const credits = await add("credits", fixed, { limitUnits: 0, creditMicroPerUnit });
  await addLots(sql, now, credits.tenantId, limits.credits * creditMicroPerUnit);
  const kinds = {
    hard: await add("hard", fixed, { limitUnits: limits.hard }),
    varied: await add("varied", varied, { limitUnits: limits.varied, period: "calendar_month" }),
    credits,
    unlimited: await add("unlimited", fixed, { limitUnits: null }),
    postpaid: await add("postpaid", fixed, { limitUnits: 101, overage: "postpaid" }),
  };
  await sql.end();
  return { kinds, creditMicroPerUnit, varyingCap };
}

/** Two lots, the first a third of the credits and not a whole number of calls, so that one call burns from both. */
async function addLots(sql: Sql, now: Date, tenantId: string, micro: number): Promise<void> {
  const first = Math.floor(micro / 3) + 700;
  for (const [n, amount] of [first, micro - first].entries()) {
    const lotId = newId("request", now).replace(/^req_/, "lot_");
    await sql`select credit_lot_open(${tenantId}, ${lotId}, 'granted', ${amount}, ${n}, null, 'torture', ${String(n)},
                                     'torture', 'torture')`;
  }
  await sql`select record_change('tenant', ${tenantId}, ${tenantId})`;
}

const [upstreamUrl = "", limits = "{}"] = process.argv.slice(2);
void runTool(() => prepare(new Date(), upstreamUrl, JSON.parse(limits) as Limits));
