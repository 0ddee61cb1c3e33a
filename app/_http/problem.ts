import { isDatabaseAway, isGivenUp } from "@/app/_http/is-database-away";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { renderProblem } from "@/lib/problem/render-problem";
import { log } from "@/lib/server/log";

/** What an answer needs to know of the request it answers. */
export type Asked = { request: Request; requestId: string; now: Date };

/** Anything that was thrown, as problem+json: a refusal says why, a fault is logged and says nothing. */
export function problem(thrown: unknown, asked: Asked): Response {
  const refusal = thrown instanceof AppError ? thrown : describeFault(thrown, asked);
  const { retryAfterSec, ...details } = refusal.details;
  const { status, headers, body } = renderProblem(
    {
      code: refusal.code,
      explanation: refusal.message || undefined,
      details,
      requestId: asked.requestId,
      now: asked.now,
      portalUrl: env().PORTAL_URL,
      retryAfterSec: typeof retryAfterSec === "number" ? retryAfterSec : undefined,
      repeatable: asked.request.method === "GET" || asked.request.method === "HEAD",
      vary: ["Cookie"],
    },
    {
      accept: asked.request.headers.get("accept") ?? undefined,
      acceptLanguage: asked.request.headers.get("accept-language") ?? undefined,
      defaultLocale: env().DEFAULT_LOCALE,
    },
  );
  return new Response(body, {
    status,
    headers: { ...headers, "Cache-Control": "no-store", "Request-Id": asked.requestId },
  });
}

function describeFault(fault: unknown, { request, requestId }: Asked): AppError {
  const path = new URL(request.url).pathname;
  log().error({ err: fault, requestId, method: request.method, path }, "a request failed");
  if (isGivenUp(fault)) {
    return new AppError("entitlement_unavailable", "This took too long and was given up. Ask for a shorter window.");
  }
  if (!isDatabaseAway(fault)) return new AppError("internal_error");
  return new AppError("entitlement_unavailable", "The portal cannot reach its database right now.");
}
