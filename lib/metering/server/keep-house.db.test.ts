import { describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { keepHouse } from "@/lib/metering/server/keep-house";

const { sql } = await testDatabase();
const now = new Date();
const dayMs = 86_400_000;

describe("housekeeping", () => {
  test("opens the request log a week ahead and may be repeated", async () => {
    const later = new Date(now.getTime() + 3 * dayMs);
    expect((await keepHouse(sql, later)).opened).toBeGreaterThan(0);
    expect(await keepHouse(sql, later)).toEqual({ opened: 0, dropped: 0, settled: 0 });
  });
  test("drops days past retention and forgets old changes", async () => {
    const long = new Date(now.getTime() - 40 * dayMs).toISOString().slice(0, 10);
    await sql`select open_request_partitions(${long}::date, ${long}::date)`;
    await sql`select record_change('catalog', 'x', null)`;
    await sql`update control_change set at = now() - interval '2 days'`;
    expect((await keepHouse(sql, now)).dropped).toBe(1);
    const [left] = await sql<{ n: number }[]>`select count(*)::int as n from control_change`;
    expect(left?.n).toBe(0);
  });
});
