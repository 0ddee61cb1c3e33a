import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { openProxy, type Road } from "./open-proxy.mjs";

const { sql, conn } = await testDatabase();
let proxy: Road;
let client: ReturnType<typeof postgres>;

beforeAll(async () => {
  await sql`create table flushed (n int)`;
  proxy = await openProxy(`${conn.PGHOST}/.s.PGSQL.${conn.PGPORT}`);
  const { PGUSER: user, PGPASSWORD: password, PGDATABASE: database } = conn;
  client = postgres({ host: "127.0.0.1", port: proxy.port, user, password, database, max: 1, backoff: () => 0.02 });
});
afterAll(async () => {
  await client.end({ timeout: 1 });
  proxy.close();
});

const write = (n: number) => client`insert into flushed (n) values (${n}) /* usage_flush */`;
const written = async () => (await sql<{ n: number }[]>`select n from flushed order by n`).map((row) => row.n);

it("passes on what is not to be cut", async () => {
  await write(1);
  await write(2);
  expect(await written()).toEqual([1, 2]);
});

it("withholds the answer of a statement that was committed, prepared earlier or not", async () => {
  proxy.cut("after");
  await expect(write(3)).rejects.toThrow(/CONNECTION|closed/i);
  expect(await written()).toEqual([1, 2, 3]);
  proxy.cut("after");
  await expect(write(4)).rejects.toThrow(/CONNECTION|closed/i);
  expect(await written()).toEqual([1, 2, 3, 4]);
  expect(proxy.cuts).toEqual({ before: 0, after: 2 });
});

it("loses a statement before it arrives, and no other", async () => {
  proxy.cut("before");
  expect((await client`select 1 as one`)[0]).toEqual({ one: 1 });
  await expect(write(5)).rejects.toThrow(/CONNECTION|closed/i);
  expect(await written()).toEqual([1, 2, 3, 4]);
});

it("leaves nobody through while the database is away", async () => {
  const isBack = proxy.leave(100);
  await expect(write(6)).rejects.toThrow();
  await isBack;
  await write(7);
  expect(await written()).toEqual([1, 2, 3, 4, 7]);
});
