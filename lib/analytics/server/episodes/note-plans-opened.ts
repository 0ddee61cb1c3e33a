import { rawSql } from "@/db/client";

/** Notes on the open runs for money of a member's tenants that the plans were looked at; the first time only. */
export async function notePlansOpened(tenantIds: readonly string[], now: Date): Promise<void> {
  if (tenantIds.length === 0) return;
  await rawSql()`
    update episode set pricing_opened_at = ${now}
     where tenant_id = any(${[...tenantIds]}) and class = 'money' and resolved_at is null and pricing_opened_at is null`;
}
