import type { Sql } from "@/db/connect";

/** Zone of the operator's days and months. */
export async function readReportZone(sql: Sql): Promise<string> {
  const [row] = await sql<{ zone: string }[]>`select report_zone as zone from install where id = 1`;
  return row?.zone ?? "UTC";
}
