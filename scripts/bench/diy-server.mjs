import { createHash } from "node:crypto";
import Fastify from "fastify";
import postgres from "postgres";
import { Pool } from "undici";

/**
 * The yardstick of what people build themselves: Fastify, one statement that takes a unit and one that writes the call
 * down, then undici to the upstream. Keys are in memory, connections are kept, statements are prepared, and nothing is
 * logged: as good as this design gets. Prints its port.
 *
 *     node scripts/bench/diy-server.mjs '{"database":{…},"upstreamPort":9000}'
 */
const { database, upstreamPort } = JSON.parse(process.argv[2] ?? "{}");
const sql = postgres({ ...database, max: 32 });
const upstream = new Pool(`http://127.0.0.1:${upstreamPort}`, { connections: 64 });
const digest = (/** @type {string} */ key) => createHash("sha256").update(key).digest("base64");
/** @type {Map<string, string>} */
const tenants = new Map((await sql`select tenant_id, key from quota`).map((row) => [digest(row.key), row.tenant_id]));

const app = Fastify();
app.get("/bench/*", async (request, reply) => {
  const tenantId = tenants.get(digest((request.headers.authorization ?? "").slice("Bearer ".length)));
  if (!tenantId) return reply.code(401).send({ code: "invalid_api_key" });
  const [taken] = await sql`
    update quota set used = used + 1 where tenant_id = ${tenantId} and used < limit_units returning used, limit_units`;
  if (!taken) return reply.code(402).send({ code: "quota_exhausted" });
  const answer = await upstream.request({ path: request.url.slice("/bench".length), method: "GET" });
  const body = Buffer.from(await answer.body.arrayBuffer());
  await sql`insert into usage (tenant_id, path, status) values (${tenantId}, ${request.url}, ${answer.statusCode})`;
  return reply.code(answer.statusCode).type("application/json").send(body);
});
console.log(new URL(await app.listen({ port: 0, host: "127.0.0.1" })).port);
