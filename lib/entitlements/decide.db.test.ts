import { randomInt } from "node:crypto";
import { expect, it } from "vitest";
import { makeRoute, makeTenant } from "@/db/testing/make-tenant";
import { testDatabase } from "@/db/testing/test-database";
import { indexCatalog } from "@/lib/catalog/index-catalog";
import { loadCatalog } from "@/lib/catalog/server/load-catalog";
import { decide } from "@/lib/entitlements/decide";
import { loadStanding } from "@/lib/entitlements/server/load-standing";
import type { SpendSource } from "@/lib/entitlements/spend";
import { newId } from "@/lib/id";
import { periodKinds } from "@/lib/period";

const { sql } = await testDatabase();
const one = <Value>(values: readonly Value[]): Value => values[randomInt(values.length)] as Value;
const now = new Date();
const anchor = new Date(now.getTime() - 40 * 86_400_000);
const { featureId } = await makeRoute(sql);
const planId = newId("plan", now);
await sql`insert into plan (id, slug, name, created_at) values (${planId}, 'p', 'P', now())`;

/** Every combination of quota, credits and a later bill, each by a random period. */
const versions = await Promise.all(
  [null, 0, 5].flatMap((units) =>
    [null, 1_000].flatMap((micro) =>
      ["none", "postpaid"].map(async (overage, n) => {
        const id = newId("planVersion", now);
        const number = [null, 0, 5].indexOf(units) * 4 + (micro === null ? 0 : 2) + n + 1;
        await sql`insert into plan_version (id, plan_id, number, status, price_minor, currency, created_at, updated_at)
                  values (${id}, ${planId}, ${number}, 'draft', 0, 'EUR', now(), now())`;
        await sql`insert into plan_feature (plan_version_id, feature_id, limit_units, period, credit_micro_per_unit, overage)
                  values (${id}, ${featureId}, ${units}, ${one(periodKinds)}, ${micro}, ${overage})`;
        await sql`update plan_version set status = 'published' where id = ${id}`;
        return id;
      }),
    ),
  ),
);

type Opened = { status: string; enforced: boolean; posted: number };
async function openAccount(
  kind: string,
  at: { tenantId: string; mode: string; keyId: string | null },
  { start, end }: { start: Date; end: Date },
): Promise<Opened | undefined> {
  const [row] = await sql<{ said: Opened }[]>`
    select account_open(${kind}, ${at.tenantId}, ${featureId}, ${at.mode}, ${at.keyId}, ${start}, ${end}) as said`;
  return row?.said;
}
const known = (said: Opened | undefined) =>
  said && { status: said.status, enforced: said.enforced, ...(said.enforced && { posted: said.posted }) };
const wanted = (source: Exclude<SpendSource, { kind: "credits" }>) =>
  source.kind === "quota" && source.units !== null
    ? { status: "open", enforced: true, posted: source.units }
    : { status: "open", enforced: false };

it.each(versions)(
  "every source that the judge names has the account it needs, with the judge's units: version %#",
  async (versionId) => {
    const catalog = indexCatalog(await loadCatalog(sql));
    const tenant = await makeTenant(sql);
    await sql`update tenant set time_zone = ${one(["UTC", "Europe/Berlin", "Pacific/Chatham"])} where id = ${tenant.id}`;
    await sql`insert into subscription (tenant_id, id, plan_version_id, status, anchor, started_at, created_by)
            values (${tenant.id}, ${newId("subscription", now)}, ${versionId}, 'active', ${anchor}, ${anchor}, 't')`;
    if (randomInt(2) === 0) {
      await sql`insert into exception (tenant_id, id, kind, feature_id, units, reason, starts_at, ends_at, granted_by, created_at)
              values (${tenant.id}, ${newId("exception", now)}, ${one(["extra_units", "feature_access"])}, ${featureId},
                      ${one([null, 3])}, 'r', now() - interval '1 minute', now() + interval '1 hour', 't', now())`;
    }
    const lotId = newId("creditLot", now);
    await sql`select credit_lot_open(${tenant.id}, ${lotId}, 'granted', 5000, 100, null, 'test', ${lotId}, 'r', 't')`;
    const keyId = newId("key", now);
    await sql`insert into api_key (tenant_id, id, name, mode, created_at, created_by)
            values (${tenant.id}, ${keyId}, 'k', 'live', now(), 't')`;
    const budget = { featureId, units: 7, period: one(periodKinds) };
    await sql`insert into key_budget (tenant_id, key_id, feature_id, units, period)
            values (${tenant.id}, ${keyId}, ${featureId}, ${budget.units}, ${budget.period})`;
    const standing = await loadStanding(sql, tenant.id);
    if (!standing) throw new Error("The tenant was just made.");

    for (const mode of ["live", "test"] as const) {
      const key = { mode, paused: false, scopes: [], addressAllowed: true, budgets: [budget] };
      const route = { featureId, costUnits: 1, costHeader: null, minCostUnits: 0, scope: null };
      const decision = decide(standing, { key, route, rate: null, ledger: null }, catalog, new Date());
      if (!decision.allowed) {
        // Sold for credits alone, which a test key does not spend.
        expect([mode, decision.code]).toEqual(["test", "permission_denied"]);
        continue;
      }
      expect(decision.spend?.sources.length).toBeGreaterThan(0);
      for (const source of decision.spend?.sources ?? []) {
        if (source.kind === "credits") {
          const [account] = await sql<{ kind: string; posted: number }[]>`
          select kind, posted::float8 from ledger_account where account_id = ${source.lots[0]?.accountId ?? ""}`;
          expect([mode, account]).toEqual(["live", { kind: "credit", posted: 5000 }]);
          continue;
        }
        const said = await openAccount(source.kind, { tenantId: tenant.id, mode, keyId: null }, source.period);
        expect(known(said)).toEqual(wanted(source));
      }
      const window = decision.spend?.budget?.period;
      if (!window) throw new Error("The key has a budget.");
      const said = await openAccount("cap", { tenantId: tenant.id, mode, keyId }, window);
      expect(known(said)).toEqual({ status: "open", enforced: true, posted: 7 });
    }
  },
);
