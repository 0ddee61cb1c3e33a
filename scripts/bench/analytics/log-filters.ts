import type { Market } from "@/scripts/bench/analytics/make-market";
import type { Draw } from "@/scripts/bench/analytics/pages";

/** Every single filter of the log, each with a value that chance picks. */
export const logFilters = (market: Market, draw: Draw): Record<string, () => Record<string, string>> => ({
  none: () => ({}),
  status: () => ({ status: draw(["402", "429", "403", "401", "5xx", "2xx", "502"]) }),
  code: () => ({
    code: draw(["quota_exhausted", "key_budget_reached", "trial_expired", "upstream_error", "conflict"]),
  }),
  family: () => ({ family: draw(["quota", "credits", "overdue", "not_in_plan", "no_plan"]) }),
  class: () => ({ class: draw(["allowed", "money", "cap", "policy", "rate", "auth", "unknown", "eligible"]) }),
  api: () => ({ api: draw(market.apiIds) }),
  route: () => ({ route: draw(market.routeIds) }),
  feature: () => ({ feature: draw(market.featureIds) }),
  plan: () => ({ plan: draw(market.planIds) }),
  version: () => ({ version: draw(market.versionIds) }),
  key: () => ({ key: draw(market.keyIds) }),
  tenant: () => ({ tenant: draw(market.tenantIds) }),
  mode: () => ({ mode: "test" }),
});
