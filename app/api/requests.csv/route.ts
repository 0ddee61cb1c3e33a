import { route } from "@/app/_http/route";
import { takeAttempt } from "@/lib/accounts/server/take-attempt";
import { ExportRequestsInput } from "@/lib/analytics/inputs";
import { exportRequests } from "@/lib/analytics/server/export-requests";

/** GET /api/requests.csv – the tenant's calls as a file, written while they are read. */
export const GET = route({ needs: "usage:read", input: ExportRequestsInput }, async (ctx, input) => {
  await takeAttempt({ guard: "export", subject: ctx.actor.personId, limit: 20, windowMs: 3_600_000 }, ctx.now);
  const chunks = await exportRequests(ctx, input);
  const body = new ReadableStream<string>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void (await chunks.return()),
  });
  return new Response(body.pipeThrough(new TextEncoderStream()), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="requests-${ctx.now.toISOString().slice(0, 10)}.csv"`,
    },
  });
});
