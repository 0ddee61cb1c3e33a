import { ne } from "drizzle-orm";
import type { z } from "zod";
import { tenant } from "@/db/schema/accounts";
import { SetTimeZoneInput } from "@/lib/accounts/inputs";
import { changeTenant } from "@/lib/accounts/server/change-tenant";
import type { TenantView } from "@/lib/accounts/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Sets the wall clock by which a tenant's usage periods begin. The running periods end with the old clock: those of
 * the new one begin with their whole quota, which is why tenants cannot do this themselves.
 * @throws AppError `not_found`, `validation_failed`, `conflict` when it is that zone already.
 */
export async function setTimeZone(ctx: Ctx, input: z.input<typeof SetTimeZoneInput>): Promise<TenantView> {
  authorizeStaff(ctx, "staff:subscriptions");
  const { tenantId, timeZone, reason } = parseInput(SetTimeZoneInput, input);
  return changeTenant(ctx, {
    tenantId,
    action: "tenant.time_zone_set",
    set: { timeZone },
    reason,
    only: { condition: ne(tenant.timeZone, timeZone), otherwise: "This tenant has that time zone already." },
  });
}
