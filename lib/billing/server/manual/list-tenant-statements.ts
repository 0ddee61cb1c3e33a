import { eq } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { tenant } from "@/db/schema/accounts";
import { selectStatements } from "@/lib/billing/server/manual/list-statements";
import type { StatementView } from "@/lib/billing/staff-views";
import { TenantInput } from "@/lib/entitlements/inputs";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * What a tenant owes for each period that is billed by hand, for the operator's own invoicing.
 * @throws AppError `not_found`
 */
export async function listTenantStatements(ctx: Ctx, input: z.input<typeof TenantInput>): Promise<StatementView[]> {
  authorizeStaff(ctx, "staff:billing");
  const { tenantId } = parseInput(TenantInput, input);
  const [home] = await database().select({ id: tenant.id }).from(tenant).where(eq(tenant.id, tenantId));
  if (!home) throw new AppError("not_found");
  return selectStatements(tenantId);
}
