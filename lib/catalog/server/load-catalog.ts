import type { z } from "zod";
import type { Sql } from "@/db/connect";
import { apiRow, featureRow, planVersionRow, routeRow } from "@/lib/catalog/catalog-rows";
import { loadOffers } from "@/lib/catalog/server/load-offers";
import type { Api, Catalog, Route } from "@/lib/catalog/types";
import { rowProblem } from "@/lib/server/bad-row";
import { log } from "@/lib/server/log";
import { unseal } from "@/lib/server/seal";

/** The place that an api's credential is sealed for; the verb that stores it must name the same. */
export const upstreamSecretPlace = (apiId: string): string => `api|upstream_secret|${apiId}`;

type ApiRow = Omit<Api, "upstreamCredential"> & { upstreamHeader: string | null; upstreamSecret: Uint8Array | null };

/** An api that is served without its credential would be refused by its upstream: it counts as one that cannot be used. */
function openApi({ upstreamHeader, upstreamSecret, ...api }: ApiRow): Api | Unusable {
  if (!upstreamHeader || !upstreamSecret) return { ...api, upstreamCredential: null };
  try {
    const value = unseal(upstreamSecret, upstreamSecretPlace(api.id));
    return { ...api, upstreamCredential: { header: upstreamHeader.toLowerCase(), value } };
  } catch {
    return { id: api.id, problem: "its credential does not open" };
  }
}

type Unusable = { id: string; problem: string };

/** Rows that can be used. One that cannot is left out, loudly, or stays what it was before. */
function usable<Row extends { id: string }>(
  kind: string,
  schema: z.ZodType<Row>,
  rows: readonly (Row | Unusable)[],
  before: readonly Row[] = [],
): Row[] {
  return rows.flatMap((row) => {
    const problem = "problem" in row ? row.problem : rowProblem(schema, row);
    if (problem === null) return [row as Row];
    const held = before.find(({ id }) => id === row.id);
    const said = held ? "a row of the catalogue cannot be used; what it was before stays" : "a row cannot be used";
    log().error({ alarm: "bad_row", kind, id: row.id, problem }, said);
    return held ? [held] : [];
  });
}

/**
 * Assembles what a gateway keeps of the catalogue, from one snapshot of the database: live apis, routes and features,
 * and every published plan version (people may still hold old ones). Of a row that cannot be used `before` stays.
 */
export function loadCatalog(sql: Sql, before: Catalog | null = null): Promise<Catalog> {
  return sql.begin("isolation level repeatable read read only", async (tx) => {
    const apis = await tx<ApiRow[]>`
      select id, slug, name, upstream_url as "upstreamUrl", upstream_header as "upstreamHeader",
             upstream_secret as "upstreamSecret", connect_timeout_ms as "connectTimeoutMs",
             response_timeout_ms as "responseTimeoutMs", idle_timeout_ms as "idleTimeoutMs",
             allowed_origins as "allowedOrigins"
        from api where archived_at is null`;
    const routes = await tx<Route[]>`
      select id, api_id as "apiId", method, path, feature_id as "featureId", cost_units as "costUnits",
             cost_header as "costHeader", min_cost_units as "minCostUnits", scope,
             max_body_bytes as "maxBodyBytes", charged_statuses as "chargedStatuses"
        from route where archived_at is null`;
    const offers = await loadOffers(tx);
    return {
      apis: usable("api", apiRow, apis.map(openApi), before?.apis),
      routes: usable("route", routeRow, routes, before?.routes),
      features: usable("feature", featureRow, offers.features, before?.features),
      planVersions: usable("plan version", planVersionRow, offers.planVersions, before?.planVersions),
    };
  });
}
