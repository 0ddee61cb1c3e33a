import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { makeRoute, makeTenant, putOnTestPlan } from "@/db/testing/make-tenant";
import { testDatabase } from "@/db/testing/test-database";
import { heldAt } from "@/lib/entitlements/held-at";
import { loadStanding } from "@/lib/entitlements/server/load-standing";

const { sql } = await testDatabase();
const one = <Value>(values: readonly Value[]): Value => values[randomInt(values.length)] as Value;
const { featureId } = await makeRoute(sql);
const version = async (units: number) =>
  (await putOnTestPlan(sql, { tenantId: (await makeTenant(sql)).id, featureId, units, anchor: new Date() }))
    .planVersionId;
const [paid, free] = [await version(100), await version(10)];

test("the judge and the ledger's SQL agree on what a grant holds, whatever it says and whenever they are asked", async () => {
  const now = new Date();
  const { id: tenantId } = await makeTenant(sql);
  const seen = new Set<string>();
  for (let round = 0; round < 120; round++) {
    const after = one([null, "active", "suspended", "ended"] as const);
    const grant = {
      status: one(["trialing", "active", "grace", "suspended", "paused", "ended"]),
      ends_at: one([null, ...[-7_200, -1, 0, 1, 7_200].map((seconds) => new Date(now.getTime() + seconds * 1000))]),
      after_status: after,
      after_plan_version_id: after && one([paid, free]),
      clock_offset_seconds: one([0, 0, 1, 7_200, -7_200]),
    };
    await sql`delete from subscription where tenant_id = ${tenantId}`;
    await sql`insert into subscription ${sql({
      tenant_id: tenantId,
      id: "sub_1",
      plan_version_id: paid,
      anchor: now,
      started_at: now,
      created_by: "test",
      ...grant,
    })}`;
    const standing = await loadStanding(sql, tenantId);
    if (!standing?.subscription) throw new Error("The grant was just written.");
    const { status, planVersionId } = heldAt(standing.subscription, now);
    const [row] = await sql<{ status: string; version: string; units: number }[]>`
      select held_status(s, ${now}) as status, held_version(s, ${now}) as version,
             (select units from entitled_units(${tenantId}, ${featureId}, ${now})) as units
        from subscription s where tenant_id = ${tenantId}`;
    expect(row, JSON.stringify(grant)).toEqual({
      status,
      version: planVersionId,
      units: planVersionId === paid ? 100 : 10,
    });
    seen.add(`${status} ${planVersionId === paid ? "paid" : "free"}`);
  }
  // The rounds met what matters: both plans, open and closed.
  expect([...seen].some((each) => each === "active free")).toBe(true);
  expect([...seen].some((each) => each === "suspended paid")).toBe(true);
});
