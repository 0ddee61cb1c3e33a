import { route } from "@/app/_http/route";
import { streamCsv } from "@/app/_http/stream-csv";
import { takeAttempt } from "@/lib/accounts/server/take-attempt";
import { ExportRequestsInput } from "@/lib/analytics/request-inputs";
import { exportRequests } from "@/lib/analytics/server/export-requests";

/** GET /api/requests.csv – the tenant's calls as a file, written while they are read. */
export const GET = route({ needs: "usage:read", input: ExportRequestsInput }, async (ctx, input) => {
  await takeAttempt({ guard: "export", subject: ctx.actor.personId, limit: 20, windowMs: 3_600_000 }, ctx.now);
  return streamCsv("requests", ctx.now, await exportRequests(ctx, input));
});
