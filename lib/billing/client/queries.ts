import { queryOptions } from "@tanstack/react-query";
import type { ChangePreview, UnblockView } from "@/lib/billing/views";
import { fetchJson } from "@/lib/client/fetch-json";

/** An address of the portal's API in one tenant, e.g. `billing/pay`. */
export const memberPath = (tenantId: string, path: string): string => `/api/${path}?tenant=${tenantId}`;

/** What a change would mean. Asked once: looking again makes another preview, with another charge. */
export const changePreviewQuery = (tenantId: string, planVersionId: string) =>
  queryOptions({
    queryKey: ["change-preview", tenantId, planVersionId] as const,
    queryFn: ({ signal }) =>
      fetchJson<ChangePreview>(memberPath(tenantId, "billing/change/preview"), {
        method: "POST",
        body: { planVersionId },
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });

/** How far the way from a payment to an open gate is, asked every second until a call was let through. */
export const unblockQuery = (tenantId: string, asked: { intentId: string | null; requestId: string | null }) => {
  const about = new URLSearchParams();
  if (asked.intentId) about.set("intentId", asked.intentId);
  if (asked.requestId) about.set("requestId", asked.requestId);
  return queryOptions({
    queryKey: ["unblock", tenantId, asked] as const,
    queryFn: ({ signal }) => fetchJson<UnblockView>(`${memberPath(tenantId, "unblock")}&${about}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.firstAllowedAt ? false : 1_000),
    staleTime: 0,
  });
};
