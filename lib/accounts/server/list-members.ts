import { selectMembers } from "@/lib/accounts/server/select-members";
import type { TenantMember } from "@/lib/accounts/views";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** The people of the caller's own tenant, oldest first. */
export const listMembers = async (ctx: Ctx): Promise<TenantMember[]> =>
  selectMembers(authorizeMember(ctx, "members:read"));
