import type { Sql } from "@/db/connect";
import type { LogFilter } from "@/lib/analytics/request-inputs";
import { type Log, resolveLog } from "@/lib/analytics/server/logs/resolve-log";
import { readTenantZone } from "@/lib/analytics/server/usage/read-tenant-zone";

/** A tenant's own log, by the tenant's own clock. @throws AppError as `resolveLog`. */
export async function resolveOwnLog(sql: Sql, given: LogFilter, tenant: string, now: Date): Promise<Log> {
  return resolveLog(sql, given, { now, tenant, zone: await readTenantZone(sql, tenant) });
}
