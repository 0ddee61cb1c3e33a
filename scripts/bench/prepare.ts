import { inTransaction } from "@/db/transaction";
import { createTenant } from "@/lib/accounts/server/create-tenant";
import { createApi } from "@/lib/catalog/server/create-api";
import { createFeature } from "@/lib/catalog/server/create-feature";
import { createPlan } from "@/lib/catalog/server/create-plan";
import { createRoute } from "@/lib/catalog/server/create-route";
import { editDraft } from "@/lib/catalog/server/edit-draft";
import { publishPlan } from "@/lib/catalog/server/publish-plan";
import { putOnPlan } from "@/lib/entitlements/server/put-on-plan";
import { env } from "@/lib/env";
import { mintKey } from "@/lib/keys/key-format";
import { storeKey } from "@/lib/keys/server/store-key";
import { CreateKeyInput } from "@/lib/keys/types";
import { runTool } from "@/scripts/run-tool";
import { actAt } from "@/scripts/seed/act-at";

/** Makes what the measurement needs and prints the keys: `open` has no limits, `spent` has no units left. */
async function prepare(now: Date) {
  const ctx = actAt(now);
  const upstreamUrl = `http://127.0.0.1:${env().DEMO_UPSTREAM_PORT}`;
  const { id: apiId } = await createApi(ctx, { slug: "bench", name: "Bench", upstreamUrl });
  const { id: featureId } = await createFeature(ctx, { slug: "bench_calls", name: "Bench calls", kind: "meter" });
  await createRoute(ctx, { apiId, method: "GET", path: "/v1/search", featureId });
  await createRoute(ctx, { apiId, method: "GET", path: "/v1/ping" });
  const keys: Record<string, string> = {};
  for (const [name, limitUnits] of [
    ["open", null],
    ["spent", 0],
  ] as const) {
    const { id: planId } = await createPlan(ctx, { slug: `bench-${name}`, name });
    const draft = { planId, priceMinor: 0, currency: "EUR", ratePerMinute: null, trialDays: 0 };
    await editDraft(ctx, { ...draft, features: [{ featureId, limitUnits }] });
    const { planVersionId } = await publishPlan(ctx, { planId, rollout: "new_subscriptions" });
    const owner = { email: `${name}@bench.example`, name };
    const { tenant } = await createTenant(ctx, { name: `Bench ${name}`, owner });
    await putOnPlan(ctx, { tenantId: tenant.id, planVersionId });
    const secret = mintKey("live");
    const input = CreateKeyInput.parse({ name, mode: "live" });
    await inTransaction((tx) => storeKey(tx, actAt(now, tenant.id), input, secret));
    keys[name] = secret;
  }
  return { ...keys, upstreamPort: env().DEMO_UPSTREAM_PORT };
}

void runTool(() => prepare(new Date()));
