import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "@/lib/client/fetch-json";
import type { NoticeView } from "@/lib/notices/views";

/** What stands above every page of a tenant, asked again while somebody looks. */
export const bannersQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ["banners", tenantId] as const,
    queryFn: ({ signal }) =>
      fetchJson<{ banners: NoticeView[] }>(`/api/notices/banners?tenant=${tenantId}`, { signal }).then(
        ({ banners }) => banners,
      ),
    refetchInterval: 15_000,
  });
