import { sql } from "drizzle-orm";
import { database } from "@/db/client";

export const dynamic = "force-dynamic";

const patienceMs = 2_000;

/** GET /readyz – 200 when the database answers within two seconds, else 503. */
export async function GET(): Promise<Response> {
  const ready = await Promise.race([
    database()
      .execute(sql`select 1`)
      .then(
        () => true,
        () => false,
      ),
    new Promise<false>((resolve) => setTimeout(resolve, patienceMs, false).unref()),
  ]);
  const headers = { "Cache-Control": "no-store" };
  return Response.json(
    { status: ready ? "ready" : "unready", database: ready ? "ok" : "away" },
    { status: ready ? 200 : 503, headers },
  );
}
