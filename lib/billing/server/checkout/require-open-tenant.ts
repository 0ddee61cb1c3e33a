import { eq } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { tenant } from "@/db/schema/accounts";
import { AppError } from "@/lib/errors";

/**
 * Sells nothing to a tenant whose calls the operator refuses. What it owes can still be paid.
 * @throws AppError `account_suspended`.
 */
export async function requireOpenTenant(reader: Reader, tenantId: string): Promise<void> {
  const [row] = await reader
    .select({ name: tenant.name, status: tenant.status })
    .from(tenant)
    .where(eq(tenant.id, tenantId));
  if (row?.status !== "suspended") return;
  throw new AppError("account_suspended", `Access for ${row.name} is suspended: nothing is sold to it.`);
}
