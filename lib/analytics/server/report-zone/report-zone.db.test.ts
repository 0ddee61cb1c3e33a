import { beforeEach, describe, expect, test } from "vitest";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { addDays, midnightOf } from "@/lib/analytics/report-days";
import { countNextDay } from "@/lib/analytics/server/report-zone/count-next-day";
import { getOlderDays } from "@/lib/analytics/server/report-zone/get-older-days";
import { getReportZoneChanges } from "@/lib/analytics/server/report-zone/get-report-zone-changes";
import { setReportZone } from "@/lib/analytics/server/report-zone/set-report-zone";
import { seededRandom } from "@/lib/analytics/statistics/seeded-random";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const dayMs = 86_400_000;
const now = new Date("2026-11-05T10:07:31Z");
const admin = () => staffCtx("admin", { now });
const reason = "Moved to Berlin";

/** One call an hour and a few more, back from now over some days. */
async function write(days: number, salt = "calls"): Promise<void> {
  const random = seededRandom(salt);
  const rows = Array.from({ length: days * 30 }, (_, i) => {
    const at = new Date(now.getTime() - (i / (days * 30)) * days * dayMs - random() * 60_000);
    return {
      id: newId("request", at),
      at: at.toISOString(),
      tenant: i % 3 === 0 ? null : `tnt_${i % 2}`,
      weight: 1 + (i % 4),
    };
  });
  await sql`
    insert into request_log (request_id, decided_at, mode, door, tenant_id, key_id, route_id, feature_id, method, status,
      gate_us, total_ms, weight)
    select r.id, r.at, 'live', 'gateway', r.tenant, 'key_' || r.tenant, 'rte_1', 'fea_1', 'GET', 200, 1, 1, r.weight
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (id text, at timestamptz, tenant text, weight int)`;
}

const tables = ["roll_quarter", "roll_hour", "roll_day", "roll_tenant_day", "roll_total_day"] as const;
const sums = () =>
  Promise.all(
    tables.map(async (table) => (await sql`select coalesce(sum(calls), 0)::int as calls from ${sql(table)}`)[0]?.calls),
  );
/** Calls by day as a table has them, and as the rows of the log fall on a zone's days. */
const daysOf = async (table: (typeof tables)[number], from: string) =>
  sql`select day::text, sum(calls)::int as calls from ${sql(table)} where day >= ${from} group by 1 order by 1`;
const loggedDays = async (zone: string, from: string) => sql`
  select (decided_at at time zone ${zone})::date::text as day, sum(weight)::int as calls from request_log
   where (decided_at at time zone ${zone})::date >= ${from} group by 1 order by 1`;

async function countAll(afterEach: () => Promise<void> = async () => undefined): Promise<number> {
  let rounds = 0;
  while ((await countNextDay(sql, now)).days > 0) {
    rounds++;
    await afterEach();
  }
  return rounds;
}

beforeEach(async () => {
  await sql`truncate request_log, roll_quarter, roll_hour, roll_day, roll_tenant_day, roll_total_day, episode_mark,
            report_zone_change`;
  await sql`insert into install (id, report_zone) values (1, 'UTC') on conflict (id) do update set report_zone = 'UTC'`;
  await sql`select drop_request_partitions('2030-01-01')`;
  await sql`select open_request_partitions('2026-10-06', '2026-11-12')`;
});

describe("the report zone", () => {
  test.each([
    ["support", "permission_denied"],
    [null, "not_found"],
  ] as const)("refuses to be changed by %s", async (role, code) => {
    await expect(setReportZone(staffCtx(role), { zone: "Europe/Berlin", reason })).rejects.toMatchObject({ code });
  });

  test("is changed at once, with an audit line that says why", async () => {
    const view = await setReportZone(admin(), { zone: "Europe/Berlin", reason });
    expect(view).toMatchObject({ zone: "Europe/Berlin", changes: [{ zoneBefore: "UTC", doneAt: null, daysDone: 0 }] });
    expect(await sql`select report_zone from install`).toMatchObject([{ report_zone: "Europe/Berlin" }]);
    const lines = await sql`select action, before, after, reason from audit_log where object_kind = 'install'`;
    expect(lines).toMatchObject([
      {
        action: "install.report_zone_set",
        before: { reportZone: "UTC" },
        after: { reportZone: "Europe/Berlin" },
        reason,
      },
    ]);
  });

  test("refuses a zone that nobody knows, the one it has, and another while days are counted", async () => {
    await expect(setReportZone(admin(), { zone: "Mars/Olympus", reason })).rejects.toMatchObject({
      code: "validation_failed",
    });
    await expect(setReportZone(admin(), { zone: "UTC", reason })).rejects.toMatchObject({ code: "conflict" });
    const both = await Promise.allSettled(
      ["Europe/Berlin", "Asia/Tokyo"].map((zone) => setReportZone(admin(), { zone, reason })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(setReportZone(admin(), { zone: "Asia/Kathmandu", reason })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test.each(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati"])(
    "of a log that is whole gives every day to %s, and never loses or doubles a call on the way",
    async (zone) => {
      await write(12);
      const before = await sums();
      await setReportZone(admin(), { zone, reason });
      const rounds = await countAll(async () => expect(await sums()).toEqual(before));
      expect(rounds).toBeGreaterThanOrEqual(12);
      for (const table of ["roll_day", "roll_tenant_day", "roll_total_day"] as const) {
        expect(await daysOf(table, "2000-01-01")).toEqual(await loggedDays(zone, "2000-01-01"));
      }
      const { changes } = await getReportZoneChanges(admin());
      expect(changes).toMatchObject([{ isWhole: true, doneAt: now.toISOString(), daysDone: rounds, daysAll: rounds }]);
      expect(await getOlderDays(admin())).toBeNull();
    },
  );

  test.each(["Europe/Berlin", "America/New_York"])(
    "leaves days whose calls are gone as they are, and says before when: %s",
    async (zone) => {
      await write(29);
      await sql`select drop_request_partitions('2026-10-20')`;
      const before = await sums();
      const kept = await daysOf("roll_day", "2000-01-01");
      await setReportZone(admin(), { zone, reason });
      await countAll(async () => expect(await sums()).toEqual(before));
      const older = await getOlderDays(admin());
      expect(older).toMatchObject({ zone, zoneBefore: "UTC", isRunning: false });
      const [change] = (await getReportZoneChanges(admin())).changes;
      const from = change?.countedFrom ?? "";
      expect(older?.before).toBe(midnightOf(from, zone).toISOString());
      expect(await daysOf("roll_day", from)).toEqual(await loggedDays(zone, from));
      // The day between is longer or shorter by the difference of the clocks.
      const olderDays = (days: Awaited<ReturnType<typeof daysOf>>) => days.filter(({ day }) => day < addDays(from, -1));
      expect(olderDays(await daysOf("roll_day", "2000-01-01"))).toEqual(olderDays(kept));
    },
  );

  test("loses no count of a day whose calls the log forgot while no worker ran", async () => {
    await write(29);
    const before = await sums();
    await setReportZone(admin(), { zone: "Europe/Berlin", reason });
    for (let round = 0; round < 3; round++) await countNextDay(sql, now);
    await sql`select drop_request_partitions('2026-10-14')`;
    await countAll(async () => expect(await sums()).toEqual(before));
    const [change] = (await getReportZoneChanges(admin())).changes;
    expect(change).toMatchObject({ countedFrom: "2026-10-17", isWhole: false, doneAt: now.toISOString() });
    expect(change?.daysDone).toBe(change?.daysAll);
  });

  test("ends with the days it has counted where the log forgot all that were still to come", async () => {
    await write(29);
    const before = await sums();
    await setReportZone(admin(), { zone: "Europe/Berlin", reason });
    for (let round = 0; round < 3; round++) await countNextDay(sql, now);
    await sql`select drop_request_partitions('2026-11-04')`;
    await countAll();
    expect(await sums()).toEqual(before);
    const [change] = (await getReportZoneChanges(admin())).changes;
    expect(change).toMatchObject({ countedFrom: "2026-11-03", doneAt: now.toISOString(), daysDone: 3, daysAll: 3 });
  });

  test("changed back is as it was, where the log holds everything", async () => {
    await write(5);
    const before = await daysOf("roll_day", "2000-01-01");
    for (const zone of ["Asia/Tokyo", "UTC"]) {
      await setReportZone(admin(), { zone, reason });
      await countAll();
    }
    expect(await daysOf("roll_day", "2000-01-01")).toEqual(before);
  });

  test("counts calls that are logged meanwhile once, and a day by one worker at a time", async () => {
    await write(6);
    await setReportZone(admin(), { zone: "Asia/Tokyo", reason });
    const rounds = await Promise.all([1, 2, 3].map(() => countNextDay(sql, now)));
    expect(rounds.reduce((all, { days }) => all + days, 0)).toBeLessThanOrEqual(3);
    await write(2, "more");
    expect(await getOlderDays(admin())).toMatchObject({ isRunning: true });
    await countAll();
    expect(await daysOf("roll_total_day", "2000-01-01")).toEqual(await loggedDays("Asia/Tokyo", "2000-01-01"));
  });

  test("is done at once where nothing was ever logged", async () => {
    await setReportZone(admin(), { zone: "Europe/Berlin", reason });
    await countAll();
    expect(await getOlderDays(admin())).toBeNull();
  });
});
