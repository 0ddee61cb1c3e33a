import type { tenant } from "@/db/schema/accounts";

/** A tenant as staff see it. */
export type TenantView = {
  id: string;
  name: string;
  status: "active" | "suspended";
  suspendedAt: string | null;
  suspendedReason: string | null;
  locale: string | null;
  timeZone: string;
  createdAt: string;
};

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
