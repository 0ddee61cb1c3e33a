import type { Sql } from "@/db/connect";

export type NamedVersion = { planId: string; name: string; number: number };

/** The plan and number of every version, by its id. */
export async function readPlanNames(sql: Sql): Promise<Map<string, NamedVersion>> {
  const rows = await sql<(NamedVersion & { id: string })[]>`
    select v.id, v.plan_id as "planId", p.name, v.number from plan_version v join plan p on p.id = v.plan_id`;
  return new Map(rows.map(({ id, ...named }) => [id, named]));
}
