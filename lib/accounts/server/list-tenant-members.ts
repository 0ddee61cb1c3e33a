import type { z } from "zod";
import { TenantIdInput } from "@/lib/accounts/inputs";
import { selectMembers } from "@/lib/accounts/server/select-members";
import type { TenantMember } from "@/lib/accounts/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** The people of one tenant, oldest first; none for an unknown tenant. */
export async function listTenantMembers(ctx: Ctx, input: z.input<typeof TenantIdInput>): Promise<TenantMember[]> {
  authorizeStaff(ctx, "staff:read");
  return selectMembers(parseInput(TenantIdInput, input).tenantId);
}
