import { route } from "@/app/_http/route";
import { SetTimeZoneInput } from "@/lib/accounts/inputs";
import { setTimeZone } from "@/lib/accounts/server/set-time-zone";

/** PUT /api/admin/tenants/{tenantId}/time-zone – the wall clock by which a tenant's usage periods begin. */
export const PUT = route({ needs: "staff:subscriptions", input: SetTimeZoneInput }, (ctx, input) =>
  setTimeZone(ctx, input),
);
