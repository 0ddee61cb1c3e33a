import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { api } from "@/db/schema/catalog";
import { createApi } from "@/lib/catalog/server/create-api";
import { createFeature } from "@/lib/catalog/server/create-feature";
import { createPlan } from "@/lib/catalog/server/create-plan";
import { createRoute } from "@/lib/catalog/server/create-route";
import { editDraft } from "@/lib/catalog/server/edit-draft";
import { publishPlan } from "@/lib/catalog/server/publish-plan";
import { actAt } from "@/scripts/seed/act-at";
import { demoApi, demoFeatures, demoPlans, demoRoutes } from "@/scripts/seed/demo-catalogue";
import type { HistoryInput } from "@/scripts/seed/tell-history";

export type SeededPlan = { planVersionId: string; limits: Record<string, number | null> };
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
  for (const [position, { priceMinor, ratePerMinute, limits, ...input }] of demoPlans.entries()) {
    const { id: planId } = await createPlan(ctx, { ...input, position });
    const lines = Object.entries(limits).map(([slug, limitUnits]) => ({ featureId: featureId(slug), limitUnits }));
    await editDraft(ctx, { planId, priceMinor, currency: "EUR", ratePerMinute, trialDays: 0, features: lines });
    const { planVersionId } = await publishPlan(ctx, { planId, rollout: "new_subscriptions" });
    plans.set(input.slug, {
      planVersionId,
      limits: Object.fromEntries(lines.map((line) => [line.featureId, line.limitUnits])),
    });
  }
  const scopes = [...new Set(demoRoutes.flatMap((route) => route.scope ?? []))];
  return { apiId, features, routes, plans, scopes };
}
