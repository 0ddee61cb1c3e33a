import { hintText, instantText, routeText } from "@/lib/gateway/row-texts";
import type { Seen } from "@/lib/gateway/types";

/** What a call that was passed on adds to its row of the request log. */
export type MeteredRow = {
  planVersionId: string | null;
  status: number;
  limitUnits: number | null;
  usedUnits: number;
  upstreamStatus: number | null;
  gateUs: number;
  upstreamMs: number;
  totalMs: number;
  aborted: boolean;
};

/**
 * The row of an ordinary metered call as JSON, written by hand because every call has one. What the usage record beside
 * it says already (ids, units, door) is left out, and what is null, too. ASCII alone: such a text is copied fastest.
 */
export function meteredRow({ now, key, route, read, method }: Seen, row: MeteredRow): string {
  const clientRequestId = read?.clientRequestId;
  let text = `{"decidedAt":"${instantText(now)}","mode":"${key?.mode ?? "live"}","keyHint":"${hintText(key?.hint ?? "")}","method":"${method}",`;
  if (route) text += `${routeText(route)},"askedUnits":${route.costUnits},`;
  if (row.planVersionId !== null) text += `"planVersionId":"${row.planVersionId}",`;
  if (row.limitUnits !== null) text += `"limitUnits":${row.limitUnits},`;
  if (row.upstreamStatus !== null) text += `"upstreamStatus":${row.upstreamStatus},`;
  if (row.aborted) text += `"aborted":true,`;
  if (clientRequestId) text += `"clientRequestId":"${clientRequestId}",`;
  return `${text}"usedUnits":${row.usedUnits},"gateUs":${row.gateUs},"upstreamMs":${row.upstreamMs},"totalMs":${row.totalMs},"status":${row.status}}`;
}
