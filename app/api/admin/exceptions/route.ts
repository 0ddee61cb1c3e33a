import { route } from "@/app/_http/route";
import { ListExceptionsInput } from "@/lib/entitlements/inputs";
import { listExceptions } from "@/lib/entitlements/server/list-exceptions";

/** GET /api/admin/exceptions – everything given beside a plan, newest first. */
export const GET = route({ needs: "staff:read", input: ListExceptionsInput }, (ctx, input) =>
  listExceptions(ctx, input),
);
