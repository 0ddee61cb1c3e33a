import type { tenant } from "@/db/schema/accounts";
import type { TenantView } from "@/lib/accounts/views";

export const describeTenant = (row: typeof tenant.$inferSelect): TenantView => ({
  id: row.id,
  name: row.name,
  status: row.status,
  suspendedAt: row.suspendedAt?.toISOString() ?? null,
  suspendedReason: row.suspendedReason,
  locale: row.locale,
  timeZone: row.timeZone,
  createdAt: row.createdAt.toISOString(),
});
