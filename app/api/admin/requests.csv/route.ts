import { route } from "@/app/_http/route";
import { streamCsv } from "@/app/_http/stream-csv";
import { takeAttempt } from "@/lib/accounts/server/take-attempt";
import { ExportAllRequestsInput } from "@/lib/analytics/request-inputs";
import { exportAllRequests } from "@/lib/analytics/server/logs/export-all-requests";

/** GET /api/admin/requests.csv – every tenant's calls as a file, written while they are read. */
export const GET = route({ needs: "staff:read", input: ExportAllRequestsInput }, async (ctx, input) => {
  await takeAttempt({ guard: "export", subject: ctx.actor.personId, limit: 60, windowMs: 3_600_000 }, ctx.now);
  return streamCsv("requests", ctx.now, await exportAllRequests(ctx, input));
});
