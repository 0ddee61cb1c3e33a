import { route } from "@/app/_http/route";
import { takeAttempt } from "@/lib/accounts/server/take-attempt";
import { exportUsage } from "@/lib/analytics/server/usage/export-usage";
import { UsageInput } from "@/lib/analytics/usage-inputs";

/** GET /api/usage.csv – the tenant's usage as a file, by day, key, feature and route. */
export const GET = route({ needs: "usage:read", input: UsageInput }, async (ctx, input) => {
  await takeAttempt({ guard: "export_usage", subject: ctx.actor.personId, limit: 20, windowMs: 3_600_000 }, ctx.now);
  return new Response(await exportUsage(ctx, input), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="usage-${ctx.now.toISOString().slice(0, 10)}.csv"`,
    },
  });
});
