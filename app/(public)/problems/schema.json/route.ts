import { env } from "@/lib/env";
import { problemSchema } from "@/lib/problem/problem-schema";

export const dynamic = "force-dynamic";

/** GET /problems/schema.json – the schema of every problem body. */
export function GET(): Response {
  const schema = { $id: `${env().PORTAL_URL}/problems/schema.json`, ...problemSchema };
  return new Response(JSON.stringify(schema, null, 2), {
    headers: { "Content-Type": "application/schema+json", "Cache-Control": "public, max-age=3600" },
  });
}
