import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "@/lib/client/fetch-json";
import type { StandingView } from "@/lib/entitlements/views";

/** "Can I call right now?", asked again every few seconds while somebody looks. */
export const standingQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ["standing", tenantId] as const,
    queryFn: ({ signal }) => fetchJson<StandingView>(`/api/standing?tenant=${tenantId}`, { signal }),
    refetchInterval: 5_000,
  });
