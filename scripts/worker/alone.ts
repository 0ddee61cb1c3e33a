import type { Sql } from "@/db/connect";

/**
 * A duty that one worker does at a time: where another is at it, this round has nothing to do. The lock goes with its
 * connection, whatever happens to the process.
 */
export const alone =
  (sql: Sql, name: string, run: (now: Date) => Promise<unknown>) =>
  (now: Date): Promise<unknown> =>
    sql.begin(async (tx) => {
      const [lock] = await tx<{ isOurs: boolean }[]>`select pg_try_advisory_xact_lock(hashtext(${name})) as "isOurs"`;
      return lock?.isOurs ? run(now) : null;
    });
