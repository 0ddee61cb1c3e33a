import type { Sql } from "@/db/connect";
import { log } from "@/lib/server/log";

const stampEveryMs = 60_000;
const flushMs = 1_000;

type Use = { tenantId: string; keyId: string; secretId: string; at: Date; address: string | null };

export type LastUse = { stamp(use: Use): void; close(): Promise<void> };

/** Writes when and from where a secret was last used: at most once a minute for each, in one statement for all. */
export function openLastUse(sql: Sql): LastUse {
  let stamped = new Map<string, number>();
  let waiting = new Map<string, Use>();

  async function flush(): Promise<void> {
    if (waiting.size === 0) return;
    const uses = JSON.stringify([...waiting.values()]);
    waiting = new Map();
    try {
      await sql`
        with use as (
          select * from jsonb_to_recordset(${uses}::text::jsonb)
            as u("tenantId" text, "keyId" text, "secretId" text, at timestamptz, address text)
        ), by_secret as (
          update key_secret s set last_used_at = use.at, last_used_address = use.address
            from use where s.tenant_id = use."tenantId" and s.id = use."secretId"
        )
        update api_key k set last_used_at = latest.at
          from (select "tenantId", "keyId", max(at) as at from use group by 1, 2) as latest
         where k.tenant_id = latest."tenantId" and k.id = latest."keyId"`;
    } catch (err) {
      log().debug({ err }, "last uses of keys could not be written");
    }
  }

  const timer = setInterval(() => {
    if (stamped.size > 100_000) stamped = new Map();
    void flush();
  }, flushMs);

  return {
    stamp(use) {
      const atMs = use.at.getTime();
      if (atMs - (stamped.get(use.secretId) ?? 0) < stampEveryMs) return;
      stamped.set(use.secretId, atMs);
      waiting.set(use.secretId, use);
    },
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}
