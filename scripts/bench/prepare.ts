import { connect } from "@/db/connect";
import { env } from "@/lib/env";
import { addApi, addMeter, addPlan, addRoute, addTenants } from "@/scripts/bench/make-world";
import { runTool } from "@/scripts/run-tool";

const measuredTenants = 32;
const ampleUnits = 1_000_000_000;

/**
 * Makes what the measurement needs: tenants whose quota does not end during it, one that has none left, and for each
 * upstream an api with a metered and a free route. Answers the keys.
 */
async function prepare(now: Date, upstreams: Record<string, string>) {
  const settings = env();
  const sql = connect(settings, { max: 1, name: "bench-prepare" });
  const pepper = settings.FAREGATE_KEY_PEPPER;
  const featureId = await addMeter(sql, now, "bench_calls");
  for (const [slug, upstreamUrl] of Object.entries(upstreams)) {
    const apiId = await addApi(sql, now, slug, upstreamUrl);
    await addRoute(sql, now, { apiId, path: "/v1/search", featureId });
    await addRoute(sql, now, { apiId, path: "/v1/ping" });
  }
  const tenants = async (name: string, limitUnits: number, count: number) => {
    const planVersionId = await addPlan(sql, now, `bench-${name}`, featureId, { limitUnits });
    return { planVersionId, ...(await addTenants(sql, now, { count, keysEach: 1, planVersionId, name, pepper })) };
  };
  const open = await tenants("open", ampleUnits, measuredTenants);
  const spent = await tenants("spent", 0, 1);
  await sql.end();
  return { open: open.secrets, spent: spent.secrets, planVersionId: open.planVersionId };
}

void runTool(() => prepare(new Date(), JSON.parse(process.argv[2] ?? "{}") as Record<string, string>));
