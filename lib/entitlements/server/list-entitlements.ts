import type { z } from "zod";
import { rawSql } from "@/db/client";
import { TenantInput } from "@/lib/entitlements/inputs";
import { loadStanding } from "@/lib/entitlements/server/load-standing";
import { selectEntitlements } from "@/lib/entitlements/server/select-entitlements";
import type { EntitlementRow } from "@/lib/entitlements/views";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** What a tenant may use now, feature by feature, with its source and what is used of it. @throws AppError `not_found`. */
export async function listEntitlements(ctx: Ctx, input: z.input<typeof TenantInput>): Promise<EntitlementRow[]> {
  authorizeStaff(ctx, "staff:read");
  const { tenantId } = parseInput(TenantInput, input);
  const standing = await loadStanding(rawSql(), tenantId);
  if (!standing) throw new AppError("not_found");
  return selectEntitlements(standing, ctx.now);
}
