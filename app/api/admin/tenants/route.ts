import { route } from "@/app/_http/route";
import { CreateTenantInput, ListTenantsInput } from "@/lib/accounts/inputs";
import { createTenant } from "@/lib/accounts/server/create-tenant";
import { listTenants } from "@/lib/accounts/server/list-tenants";

/** GET /api/admin/tenants – tenants by name, a page at a time. */
export const GET = route({ needs: "staff:read", input: ListTenantsInput }, (ctx, input) => listTenants(ctx, input));

/** POST /api/admin/tenants – create a tenant; the owner's password is shown once. */
export const POST = route({ needs: "staff:subscriptions", input: CreateTenantInput, status: 201 }, (ctx, input) =>
  createTenant(ctx, input),
);
