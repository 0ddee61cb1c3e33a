import { env } from "@/lib/env";
import { type FetchPlace, fetchDoor } from "@/lib/gateway/server/fetch-door";
import { portalEngine } from "@/lib/gateway/server/portal-engine";
import { newId } from "@/lib/id";
import { renderProblem } from "@/lib/problem/render-problem";
import { log } from "@/lib/server/log";

/** Answers a call that came to the portal: with the engine, or a problem when the door is off or cannot open. */
export async function answerCall(request: Request, place: FetchPlace): Promise<Response> {
  if (env().PORTAL_GATEWAY_DOOR === "off") return problem(request, "not_found");
  try {
    return await fetchDoor(await portalEngine(), request, place);
  } catch (err) {
    log().error({ err }, "the portal's gateway door could not be opened");
    return problem(request, "entitlement_unavailable");
  }
}

function problem(request: Request, code: "not_found" | "entitlement_unavailable"): Response {
  const now = new Date();
  const { status, headers, body } = renderProblem(
    { code, requestId: newId("request", now), now, portalUrl: env().PORTAL_URL },
    {
      accept: request.headers.get("accept") ?? undefined,
      acceptLanguage: request.headers.get("accept-language") ?? undefined,
      defaultLocale: env().DEFAULT_LOCALE,
    },
  );
  return new Response(request.method === "HEAD" ? null : body, { status, headers });
}
