import { compileRoutes, type RouteMatcher } from "@/lib/catalog/match-route";
import type { Api, Catalog, Feature, PlanVersion } from "@/lib/catalog/types";

/** A catalogue snapshot with the look-ups that judging a call needs, made once. */
export type CatalogIndex = {
  apis: ReadonlyMap<string, Api>;
  features: ReadonlyMap<string, Feature>;
  planVersions: ReadonlyMap<string, PlanVersion>;
  /** What can be bought today, cheapest first. */
  onSale: readonly PlanVersion[];
  matcher: RouteMatcher;
};

export function indexCatalog(catalog: Catalog): CatalogIndex {
  return {
    apis: new Map(catalog.apis.map((api) => [api.id, api])),
    features: new Map(catalog.features.map((feature) => [feature.id, feature])),
    planVersions: new Map(catalog.planVersions.map((version) => [version.id, version])),
    onSale: catalog.planVersions
      .filter((version) => version.onSale)
      .sort((a, b) => a.price.amountMinor - b.price.amountMinor),
    matcher: compileRoutes(catalog),
  };
}
