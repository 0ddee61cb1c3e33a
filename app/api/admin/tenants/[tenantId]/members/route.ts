import { route } from "@/app/_http/route";
import { AddMemberInput, TenantIdInput } from "@/lib/accounts/inputs";
import { addMember } from "@/lib/accounts/server/add-member";
import { listTenantMembers } from "@/lib/accounts/server/list-tenant-members";

/** GET /api/admin/tenants/{tenantId}/members – the people of a tenant. */
export const GET = route({ needs: "staff:read", input: TenantIdInput }, (ctx, input) => listTenantMembers(ctx, input));

/** POST /api/admin/tenants/{tenantId}/members – add a person; a first password is shown once. */
export const POST = route({ needs: "staff:subscriptions", input: AddMemberInput, status: 201 }, (ctx, input) =>
  addMember(ctx, input),
);
