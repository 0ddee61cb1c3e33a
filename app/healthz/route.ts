export const dynamic = "force-dynamic";

/** GET /healthz – the process answers; nothing else is asked. */
export function GET(): Response {
  return Response.json({ status: "ok" }, { headers: { "Cache-Control": "no-store" } });
}
