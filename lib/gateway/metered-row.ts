import type { Route } from "@/lib/catalog/types";
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

// What a route says is the same for every call, and a route is replaced with its catalogue.
const byRoute = new WeakMap<Route, string>();

function routePart(route: Route): string {
  const known = byRoute.get(route);
  if (known !== undefined) return known;
  const { apiId, path, costUnits } = route;
  const part = JSON.stringify({ apiId, routePath: path, askedUnits: costUnits }).slice(1, -1);
  byRoute.set(route, part);
  return part;
}

// Many calls come in one millisecond.
let writtenMs = Number.NaN;
let writtenText = "";

function instant(at: Date): string {
  if (at.getTime() !== writtenMs) {
    writtenMs = at.getTime();
    writtenText = at.toISOString();
  }
  return writtenText;
}

/**
 * The row of an ordinary metered call as JSON, written by hand because every call has one. What the usage record beside
 * it says already (ids, units, door) is left out, and what is null, too. ASCII alone: such a text is copied fastest.
 */
export function meteredRow({ now, key, route, read, method }: Seen, row: MeteredRow): string {
  const clientRequestId = read?.clientRequestId;
  let text = `{"decidedAt":"${instant(now)}","mode":"${key?.mode ?? "live"}","keyHint":"${hint(key?.hint ?? "")}","method":"${method}",`;
  if (route) text += `${routePart(route)},`;
  if (row.planVersionId !== null) text += `"planVersionId":"${row.planVersionId}",`;
  if (row.limitUnits !== null) text += `"limitUnits":${row.limitUnits},`;
  if (row.upstreamStatus !== null) text += `"upstreamStatus":${row.upstreamStatus},`;
  if (row.aborted) text += `"aborted":true,`;
  if (clientRequestId) text += `"clientRequestId":"${clientRequestId}",`;
  return `${text}"usedUnits":${row.usedUnits},"gateUs":${row.gateUs},"upstreamMs":${row.upstreamMs},"totalMs":${row.totalMs},"status":${row.status}}`;
}

/** A hint is letters, digits, underscores and one ellipsis (lib/keys/key-format.ts). */
const hint = (text: string): string => text.replace("…", "\\u2026");
