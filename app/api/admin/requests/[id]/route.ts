import { route } from "@/app/_http/route";
import { RequestInput } from "@/lib/analytics/request-inputs";
import { getDecision } from "@/lib/analytics/server/logs/get-decision";
import { AppError } from "@/lib/errors";

/** GET /api/admin/requests/{id} – one call with everything that is known of it. */
export const GET = route({ needs: "staff:read", input: RequestInput }, async (ctx, input) => {
  const { decision } = await getDecision(ctx, input);
  if (!decision) throw new AppError("not_found");
  return decision;
});
