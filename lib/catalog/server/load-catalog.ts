import type { Sql } from "@/db/connect";
import { loadOffers } from "@/lib/catalog/server/load-offers";
import type { Api, Catalog, Route } from "@/lib/catalog/types";
import { log } from "@/lib/server/log";
import { unseal } from "@/lib/server/seal";

/** The place that an api's credential is sealed for; the verb that stores it must name the same. */
export const upstreamSecretPlace = (apiId: string): string => `api|upstream_secret|${apiId}`;

type ApiRow = Omit<Api, "upstreamCredential"> & { upstreamHeader: string | null; upstreamSecret: Uint8Array | null };

/** A credential that does not open must not take the other apis down: its api is left out, loudly. */
function openApi({ upstreamHeader, upstreamSecret, ...api }: ApiRow): Api[] {
  if (!upstreamHeader || !upstreamSecret) return [{ ...api, upstreamCredential: null }];
  try {
    const value = unseal(upstreamSecret, upstreamSecretPlace(api.id));
    return [{ ...api, upstreamCredential: { header: upstreamHeader.toLowerCase(), value } }];
  } catch (err) {
    log().error({ err, apiId: api.id }, "an api's upstream credential cannot be opened; the api is not served");
    return [];
  }
}

/**
 * Assembles what a gateway keeps of the catalogue, from one snapshot of the database: live apis, routes and features,
 * and every published plan version (people may still hold old ones).
 */
export function loadCatalog(sql: Sql): Promise<Catalog> {
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
    return { apis: apis.flatMap(openApi), routes: [...routes], ...offers };
  });
}
