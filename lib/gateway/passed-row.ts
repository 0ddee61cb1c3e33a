import { hintText, instantText, routeText } from "@/lib/gateway/row-texts";
import type { Door, Seen } from "@/lib/gateway/types";

/** What a call that was passed on, and held nothing, adds to its row of the request log. */
export type PassedRow = {
  door: Door;
  planVersionId: string | null;
  status: number;
  upstreamStatus: number | null;
  gateUs: number;
  upstreamMs: number;
  totalMs: number;
  aborted: boolean;
};

/**
 * The row of a call that cost nothing, as the JSON of a `RequestRow` with its weight; what is null is left out. Written
 * by hand because every such call has one, and as a text it waits in memory as one thing, not as thirty.
 */
export function passedRow(seen: Seen, row: PassedRow): string {
  const { key, route } = seen;
  const clientRequestId = seen.read?.clientRequestId;
  let text = `{"requestId":"${seen.requestId}","decidedAt":"${instantText(seen.now)}","door":"${row.door}","method":"${seen.method.slice(0, 20)}",`;
  if (key) {
    text += `"mode":"${key.mode}","tenantId":"${key.tenantId}","keyId":"${key.keyId}","keyHint":"${hintText(key.hint)}",`;
  }
  if (route) text += `"routeId":"${route.id}",${routeText(route)},`;
  if (route?.featureId) text += `"featureId":"${route.featureId}","askedUnits":${route.costUnits},`;
  if (row.planVersionId !== null) text += `"planVersionId":"${row.planVersionId}",`;
  if (row.upstreamStatus !== null) text += `"upstreamStatus":${row.upstreamStatus},`;
  if (clientRequestId) text += `"clientRequestId":"${clientRequestId}",`;
  return `${text}"units":0,"status":${row.status},"gateUs":${row.gateUs},"upstreamMs":${row.upstreamMs},"totalMs":${row.totalMs},"aborted":${row.aborted},"weight":1}`;
}
