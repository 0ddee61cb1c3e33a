import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import { tenant } from "@/db/schema/accounts";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Tenants to choose from, by name; the first 1 000. */
export async function listTenantNames(ctx: Ctx): Promise<{ id: string; name: string }[]> {
  authorizeStaff(ctx, "staff:read");
  return database()
    .select({ id: tenant.id, name: tenant.name })
    .from(tenant)
    .orderBy(sql`lower(${tenant.name})`)
    .limit(1000);
}
