import { sql } from "drizzle-orm";
import { database } from "@/db/client";

/** Whether the database answers a question within the given time; never throws. */
export async function isDatabaseReady(patienceMs: number): Promise<boolean> {
  const asked = database()
    .execute(sql`select 1`)
    .then(
      () => true,
      () => false,
    );
  return Promise.race([asked, new Promise<false>((resolve) => setTimeout(resolve, patienceMs, false).unref())]);
}
