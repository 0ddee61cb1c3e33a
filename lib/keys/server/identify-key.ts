import type { Sql } from "@/db/connect";
import type { IdentifiedKey } from "@/lib/keys/identified-key";
import { keyRow } from "@/lib/keys/key-row";
import { parseNetwork } from "@/lib/keys/match-network";
import { BadRow, rowProblem } from "@/lib/server/bad-row";

type Row = Omit<IdentifiedKey, "networks"> & { allowedNetworks: string[] };

/**
 * The key that a secret's digest belongs to, dead ones included; null when no key ever had that secret.
 * @throws BadRow when something of it cannot be used.
 */
export async function identifyKey(sql: Sql, digest: Buffer): Promise<IdentifiedKey | null> {
  const [row] = await sql<Row[]>`
    select k.tenant_id as "tenantId", k.id as "keyId", s.id as "secretId", s.hint, k.mode, k.scopes,
           k.allowed_networks as "allowedNetworks", k.error_detail as "errorDetail",
           k.expires_at as "keyExpiresAt", k.paused_at as "pausedAt", k.revoked_at as "revokedAt",
           s.expires_at as "secretExpiresAt", s.replaced_at as "replacedAt",
           coalesce((select jsonb_agg(jsonb_build_object('featureId', b.feature_id, 'units', b.units,
                       'period', b.period) order by b.feature_id)
                       from key_budget b where b.tenant_id = k.tenant_id and b.key_id = k.id), '[]') as budgets
      from key_secret s join api_key k on k.tenant_id = s.tenant_id and k.id = s.key_id
     where s.digest = ${digest}`;
  if (!row) return null;
  const { allowedNetworks, ...key } = row;
  // A range that cannot be read stays in the list as one that matches nothing: it must never open the key to all.
  const networks = allowedNetworks.map((range) => parseNetwork(range) ?? { words: [0xffff], bits: 16 });
  const identified = { ...key, networks };
  const problem = rowProblem(keyRow, identified);
  if (problem !== null) throw new BadRow("key", row.keyId, problem);
  return identified;
}
