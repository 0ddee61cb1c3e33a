import { describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { checkLedger } from "@/lib/metering/server/check-ledger";
import { removeEverything } from "@/scripts/seed/remove-everything";
import { seedDemo } from "@/scripts/seed/seed-demo";

const { sql } = await testDatabase();
process.env.DEMO_API_KEY_SEED = "seed-of-a-test-of-the-demo";
for (const role of ["ADMIN", "OWNER", "DEVELOPER"])
  process.env[`DEMO_${role}_PASSWORD`] = `${role}-pass-word-of-a-test`;

const count = async (what: ReturnType<typeof sql>) =>
  (await sql<{ n: number }[]>`select count(*) as n from ${what}`)[0]?.n;

describe("the demo's history", () => {
  test("keeps every rule of the ledger, and is written anew after it was emptied", { timeout: 240_000 }, async () => {
    const now = new Date(Math.floor(Date.now() / 1000) * 1000);
    await seedDemo(now);
    const { rules } = await checkLedger(sql, null, now);
    expect(rules.flatMap(({ findings }) => findings)).toEqual([]);
    expect(rules.find(({ rule }) => rule === "R5")?.looked).toBeGreaterThan(100_000);
    expect(await count(sql`usage_event where outcome = 'void'`)).toBeGreaterThan(100);
    const [home] = await sql<{ used: number }[]>`
      select coalesce(sum(a.consumed), 0)::bigint as used from tenant t
        left join ledger_account a on a.tenant_id = t.id and a.period_end > ${now} where t.name = 'Acme Maps'`;
    expect(home?.used).toBe(0);
    await removeEverything();
    expect(await count(sql`usage_event`)).toBe(0);
    await seedDemo(now);
    expect((await checkLedger(sql, null, now)).rules.every(({ ok }) => ok)).toBe(true);
    await expect(sql`delete from usage_event`).rejects.toMatchObject({ code: "55000" });
  });
});
