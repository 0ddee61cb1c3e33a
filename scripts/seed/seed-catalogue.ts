import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { api } from "@/db/schema/catalog";
import { createApi } from "@/lib/catalog/server/create-api";
import { createCreditPack } from "@/lib/catalog/server/create-credit-pack";
import { createFeature } from "@/lib/catalog/server/create-feature";
import { createPlan } from "@/lib/catalog/server/create-plan";
import { createRoute } from "@/lib/catalog/server/create-route";
import { editDraft } from "@/lib/catalog/server/edit-draft";
import { publishPlan } from "@/lib/catalog/server/publish-plan";
import { startDraft } from "@/lib/catalog/server/start-draft";
import { updatePlan } from "@/lib/catalog/server/update-plan";
import { actAt } from "@/scripts/seed/act-at";
import {
  type DemoFeature,
  type DemoVersion,
  demoApi,
  demoCatalogueDays,
  demoCreditPacks,
  demoFeatures,
  demoPlans,
  demoRoutes,
} from "@/scripts/seed/demo-catalogue";

const dayMs = 86_400_000;

export type SeededVersion = {
  id: string;
  planName: string;
  priceMinor: number;
  interval: "month" | "year";
  isFree: boolean;
};
export type SeededCatalogue = {
  apiId: string;
  featureId: (slug: DemoFeature) => string;
  /** A published version. */
  version: (version: DemoVersion) => SeededVersion;
  scopes: string[];
};

/** Makes the api, its features, routes and plans, each version on its day, as an admin would have. */
export async function seedCatalogue(now: Date, upstreamUrl: string): Promise<SeededCatalogue> {
  const ctx = actAt(new Date(now.getTime() - demoCatalogueDays * dayMs));
  const { id: apiId } = await createApi(ctx, { ...demoApi, upstreamUrl });
  await database().update(api).set({ demo: true }).where(eq(api.id, apiId));

  const features = new Map<string, string>();
  for (const input of demoFeatures) features.set(input.slug, (await createFeature(ctx, input)).id);
  const featureId = (slug: string) => known(features, slug);
  for (const { feature, ...input } of demoRoutes) {
    await createRoute(ctx, { ...input, apiId, featureId: feature ? featureId(feature) : null });
  }

  const published = new Map<string, SeededVersion>();
  for (const [position, { slug, name, description, hidden, fallback, interval, versions }] of demoPlans.entries()) {
    const { id: planId } = await createPlan(ctx, { slug, name, description, hidden, position });
    for (const [at, { daysAgo, features: terms, ...content }] of versions.entries()) {
      const then = actAt(new Date(now.getTime() - (daysAgo ?? 2) * dayMs));
      if (at > 0) await startDraft(then, { planId });
      const lines = Object.entries(terms).map(([feature, line]) => ({ featureId: featureId(feature), ...line }));
      await editDraft(then, { planId, currency: "EUR", interval, trialDays: 0, ...content, features: lines });
      if (daysAgo === undefined) continue;
      const { planVersionId } = await publishPlan(then, { planId, rollout: "new_subscriptions" });
      const { priceMinor } = content;
      const sold = { planName: name, priceMinor, interval: interval ?? "month", isFree: priceMinor === 0 };
      published.set(`${slug}@${at + 1}`, { id: planVersionId, ...sold });
    }
    if (fallback) await updatePlan(ctx, { planId, fallback });
  }
  for (const [position, pack] of demoCreditPacks.entries()) await createCreditPack(ctx, { ...pack, position });
  return {
    apiId,
    featureId,
    version: (version) => known(published, version),
    scopes: [...new Set(demoRoutes.flatMap((route) => route.scope ?? []))],
  };
}

function known<Value>(of: ReadonlyMap<string, Value>, name: string): Value {
  const found = of.get(name);
  if (found === undefined) throw new Error(`The demo has no ${name}.`);
  return found;
}
