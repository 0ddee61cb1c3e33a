import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "@/lib/client/fetch-json";
import type { LedgerAlarm } from "@/lib/metering/views";

/** Whether a rule of the ledger is broken, asked again while somebody looks. */
export const ledgerAlarmQuery = queryOptions({
  queryKey: ["ledger-alarm"] as const,
  queryFn: ({ signal }) => fetchJson<LedgerAlarm>("/api/admin/ledger/alarm", { signal }),
  refetchInterval: 15_000,
});
