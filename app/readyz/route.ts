import { isDatabaseReady } from "@/lib/server/is-database-ready";

export const dynamic = "force-dynamic";

/** GET /readyz – 200 when the database answers within two seconds, else 503. */
export async function GET(): Promise<Response> {
  const ready = await isDatabaseReady(2_000);
  return Response.json(
    { status: ready ? "ready" : "unready", database: ready ? "ok" : "away" },
    { status: ready ? 200 : 503, headers: { "Cache-Control": "no-store" } },
  );
}
