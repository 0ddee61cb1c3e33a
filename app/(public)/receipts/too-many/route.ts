import { env } from "@/lib/env";
import { newId } from "@/lib/id";
import { renderProblem } from "@/lib/problem/render-problem";

/** GET /receipts/too-many – where a reader who opened too many receipts in a minute is sent. */
export function GET(request: Request): Response {
  const now = new Date();
  const seconds = 60 - now.getUTCSeconds();
  const { status, headers, body } = renderProblem(
    {
      code: "rate_limited",
      variant: "guard",
      params: { retryAfter: { kind: "duration", seconds } },
      requestId: newId("request", now),
      now,
      portalUrl: env().PORTAL_URL,
      retryAfterSec: seconds,
    },
    {
      accept: request.headers.get("accept") ?? undefined,
      acceptLanguage: request.headers.get("accept-language") ?? undefined,
      defaultLocale: env().DEFAULT_LOCALE,
    },
  );
  return new Response(body, { status, headers });
}
