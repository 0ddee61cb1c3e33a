import { eq } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { tenant } from "@/db/schema/accounts";
import { TenantIdInput } from "@/lib/accounts/inputs";
import { describeTenant } from "@/lib/accounts/server/describe-tenant";
import type { TenantView } from "@/lib/accounts/views";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** One tenant. @throws AppError `not_found`. */
export async function getTenant(ctx: Ctx, input: z.input<typeof TenantIdInput>): Promise<TenantView> {
  authorizeStaff(ctx, "staff:read");
  const { tenantId } = parseInput(TenantIdInput, input);
  const [row] = await database().select().from(tenant).where(eq(tenant.id, tenantId));
  if (!row) throw new AppError("not_found");
  return describeTenant(row);
}
