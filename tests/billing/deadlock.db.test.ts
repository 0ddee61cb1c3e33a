import { sql as query } from "drizzle-orm";
import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { inTransactionAgain } from "@/lib/billing/server/sync/in-transaction-again";

const { sql } = await testDatabase();
await sql`create table pair (id int primary key, count int not null)`;
await sql`insert into pair values (1, 0), (2, 0)`;

test("two that wait for each other both come through, each once", async () => {
  const both = (first: number, second: number) =>
    inTransactionAgain(async (tx) => {
      await tx.execute(query`update pair set count = count + 1 where id = ${first}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await tx.execute(query`update pair set count = count + 1 where id = ${second}`);
    });
  await Promise.all([both(1, 2), both(2, 1)]);
  expect((await sql`select count from pair order by id`).map(({ count }) => count)).toEqual([2, 2]);
});

test("a fault is thrown as it is, and not tried again", async () => {
  let times = 0;
  const act = inTransactionAgain(async (tx) => {
    times += 1;
    await tx.execute(query`insert into pair values (1, 0)`);
  });
  await expect(act).rejects.toThrow();
  expect(times).toBe(1);
});
