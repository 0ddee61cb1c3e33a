import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "@/lib/client/fetch-json";
import type { FirstCall } from "@/lib/keys/types";

const pollEveryMs = 1_500;

/** An address of the key API in one tenant; `deed` is what is done to a key, such as `rotate`. */
export const keyPath = (tenantId: string, keyId?: string, deed?: string): string =>
  `/api/keys${keyId ? `/${keyId}` : ""}${deed ? `/${deed}` : ""}?tenant=${tenantId}`;

/** Asks until a call was let through with the current secret. */
export const firstCallQuery = (tenantId: string, keyId: string, secretId: string) =>
  queryOptions({
    queryKey: ["keys", tenantId, keyId, "first-call", secretId] as const,
    queryFn: ({ signal }) => fetchJson<{ call: FirstCall | null }>(keyPath(tenantId, keyId, "first-call"), { signal }),
    refetchInterval: ({ state }) => (state.data?.call && state.data.call.code === null ? false : pollEveryMs),
    staleTime: 0,
  });
