import { upstreamOrigin } from "@/lib/gateway/server/upstream/connect-upstream";
import { UpstreamPool } from "@/lib/gateway/server/upstream/upstream-pool";
import { ask, openGuard } from "@/tests/gateway/upstream/ask-upstream";

/**
 * A process of its own, because whom Node trusts is settled when it starts: calls a URL several times, each on a new
 * connection where the upstream closes them, and prints what came of it.
 */
const [url = "", calls = "1"] = process.argv.slice(2);
const pool = new UpstreamPool(upstreamOrigin(new URL(url), openGuard), 2_000);
const heard: unknown[] = [];
for (let n = 0; n < Number(calls); n++) {
  const { status, body, error } = await ask(pool);
  const code = error && "code" in error ? error.code : error?.message;
  heard.push({ status, bytes: body.length, error: code ?? null });
}
pool.close();
console.log(JSON.stringify(heard));
