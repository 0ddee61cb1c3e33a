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
import { updatePlan } from "@/lib/catalog/server/update-plan";
import { actAt } from "@/scripts/seed/act-at";
import { demoApi, demoCreditPacks, demoFeatures, demoPlans, demoRoutes } from "@/scripts/seed/demo-catalogue";
import type { HistoryInput } from "@/scripts/seed/tell-history";

export type SeededPlan = { planVersionId: string; isFree: boolean; limits: Record<string, number | null> };
export type SeededCatalogue = Pick<HistoryInput, "apiId" | "routes" | "features"> & {
  plans: Map<string, SeededPlan>;
  scopes: string[];
};

/** Makes the api, its features, routes and plans, as an admin would have at `now`. */
export async function seedCatalogue(now: Date, upstreamUrl: string): Promise<SeededCatalogue> {
  const ctx = actAt(now);
  const { id: apiId } = await createApi(ctx, { ...demoApi, upstreamUrl });
  await database().update(api).set({ demo: true }).where(eq(api.id, apiId));

  const features: SeededCatalogue["features"] = [];
  for (const input of demoFeatures) features.push(await createFeature(ctx, input));
  const idOf = new Map(features.map((feature) => [feature.slug, feature.id]));
  const featureId = (slug: string) => {
    const id = idOf.get(slug);
    if (!id) throw new Error(`The demo has no feature ${slug}.`);
    return id;
  };

  const routes: SeededCatalogue["routes"] = [];
  for (const { feature, ...input } of demoRoutes) {
    routes.push(await createRoute(ctx, { ...input, apiId, featureId: feature ? featureId(feature) : null }));
  }

  const plans = new Map<string, SeededPlan>();
  for (const [position, { priceMinor, ratePerMinute, features: terms, ...rest }] of demoPlans.entries()) {
    const { slug, name, description, hidden = false, fallback = false, interval = "month", trialDays = 0 } = rest;
    const { id: planId } = await createPlan(ctx, { slug, name, description, hidden, position });
    const lines = Object.entries(terms).map(([feature, line]) => ({ featureId: featureId(feature), ...line }));
    const content = { priceMinor, currency: "EUR", interval, ratePerMinute, trialDays, features: lines };
    await editDraft(ctx, { planId, ...content });
    const { planVersionId } = await publishPlan(ctx, { planId, rollout: "new_subscriptions" });
    if (fallback) await updatePlan(ctx, { planId, fallback });
    plans.set(slug, {
      planVersionId,
      isFree: priceMinor === 0,
      limits: Object.fromEntries(lines.map((line) => [line.featureId, line.limitUnits])),
    });
  }
  for (const [position, pack] of demoCreditPacks.entries()) await createCreditPack(ctx, { ...pack, position });
  const scopes = [...new Set(demoRoutes.flatMap((route) => route.scope ?? []))];
  return { apiId, features, routes, plans, scopes };
}
