import { afterEach, expect, it } from "vitest";
import { connect } from "@/db/connect";
import { testDatabase } from "@/db/testing/test-database";
import { env } from "@/lib/env";
import { type ChangeFeed, type FeedChange, openChangeFeed } from "@/lib/server/change-feed";

const { sql, conn } = await testDatabase();
const feeds: ChangeFeed[] = [];
const pool = connect(env(), { max: 1, name: "feed-under-test", maxBackoffSec: 1 });

async function follow(): Promise<FeedChange[]> {
  const seen: FeedChange[] = [];
  feeds.push(await openChangeFeed(pool, (change) => seen.push(change)));
  return seen;
}
afterEach(async () => {
  for (const feed of feeds.splice(0)) await feed.close();
});

/** Waits as long as a busy machine takes. */
async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 30_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error("It did not come about.");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
const change = (id: string) => sql`select record_change('tenant', ${id}, ${id})`;

it("tells of changes in commit order, and of none that came before", async () => {
  await change("before");
  const seen = await follow();
  for (const id of ["a", "b", "c"]) await change(id);
  await until(() => seen.length === 3);
  expect(seen.map((one) => "subjectId" in one && one.subjectId)).toEqual(["a", "b", "c"]);
});

it("says that everything is in doubt when changes were pruned before they were read", async () => {
  const seen = await follow();
  await sql.begin(async (tx) => {
    await tx`update control_head set last_id = last_id + 5`;
    await tx`select record_change('tenant', 'later', 'later')`;
  });
  await until(() => seen.length === 2);
  expect(seen.map(({ subject }) => subject)).toEqual(["all", "tenant"]);
});

it("says that everything is in doubt when the database is older than it was, and follows it from there", async () => {
  await change("one");
  const seen = await follow();
  await sql`update control_head set last_id = last_id - 1`;
  await sql`delete from control_change where id > (select last_id from control_head)`;
  await until(() => seen.length === 1);
  await change("after the restore");
  await until(() => seen.length === 2);
  expect(seen.map(({ subject }) => subject)).toEqual(["all", "tenant"]);
});

it("treats a subject that it does not know as a change of everything", async () => {
  const seen = await follow();
  await sql`select record_change('weather', 'w', null)`;
  await until(() => seen.length === 1);
  expect(seen).toEqual([{ subject: "all" }]);
});

it("has told all that was committed before it was asked to catch up, also while a read is under way", async () => {
  const seen = await follow();
  const [feed] = feeds;
  for (const id of ["one", "two", "three"]) {
    const early = feed?.catchUp();
    await change(id);
    await feed?.catchUp();
    expect(seen.map((told) => "subjectId" in told && told.subjectId).at(-1)).toBe(id);
    await early;
  }
});

it("goes on by itself after its connections were cut", async () => {
  const seen = await follow();
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'feed-under-test' and datname = ${conn.PGDATABASE}`;
  await change("after the cut");
  await until(() => seen.length === 1);
  await until(() => (feeds[0]?.gapMs() ?? Infinity) < 1_000);
  await pool.end({ timeout: 1 });
});
