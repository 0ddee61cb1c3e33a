import type { Sql } from "@/db/connect";
import type { Expansion, Firing } from "@/lib/analytics/signals/types";

type Spoken = { tenantId: string; firings: readonly Firing[]; expansions: readonly Expansion[] };

/** Opens, carries on and closes what signals said of each tenant: one row from when one began until it was silent. */
export async function recordFirings(sql: Sql, tenants: readonly Spoken[], at: Date): Promise<void> {
  const spoken = tenants.flatMap(({ tenantId, firings, expansions }) => [
    ...firings.map(({ id, weight, sentence }) => ({ tenantId, signal: id, weight, sentence })),
    ...expansions.map(({ id, sentence }) => ({ tenantId, signal: id, weight: 1, sentence })),
  ]);
  const rows = JSON.stringify(spoken);
  await sql`
    insert into signal_firing (tenant_id, signal, opened_at, seen_at, weight, sentence)
    select s."tenantId", s.signal, ${at}, ${at}, s.weight, s.sentence
      from jsonb_to_recordset(${rows}::text::jsonb) as s ("tenantId" text, signal text, weight real, sentence text)
     order by 1, 2
    on conflict (tenant_id, signal) where closed_at is null do update set seen_at = excluded.seen_at,
      weight = greatest(signal_firing.weight, excluded.weight), sentence = excluded.sentence`;
  await sql`update signal_firing set closed_at = ${at} where closed_at is null and seen_at < ${at}`;
}
