import { describeShare } from "@/components/ui/describe-share";
import { describeNumber } from "@/components/ui/describe-units";
import type { Today } from "@/lib/analytics/signals/views";
import { formatMoney } from "@/lib/money";

/** Shares of fewer calls are told as counts (analytics §6). */
const fewestCalls = 30;
const fewTenants = 5;

/** "1.8%", "3 of 12", or a dash where nobody asked. */
export function describeRate({ refused, eligible }: Today["rate"]): string {
  if (eligible === 0) return "–";
  return eligible < fewestCalls ? `${refused} of ${eligible}` : describeShare(refused / eligible);
}

/** The interval and what it rests on. */
export function describeRateNote({ refused, eligible, tenants, low, high }: Today["rate"]): string {
  const n = `${describeNumber(refused)} of ${describeNumber(eligible)} calls, ${tenants} ${tenants === 1 ? "tenant" : "tenants"}`;
  if (eligible < fewestCalls) return n;
  if (tenants < fewTenants || low === null || high === null) return `${n}: few tenants`;
  return `${describeShare(low)}–${describeShare(high)}; ${n}`;
}

/** "€1,204.00", and the other currencies beside it. */
export function describeAmounts(amounts: Today["atRisk"]): string {
  if (amounts.length === 0) return "none";
  return amounts.map((amount) => formatMoney(amount, "en")).join(" + ");
}

/** What was watched on a day on which nobody needs a person. */
export function describeQuiet({ watched, nextWall }: Today, when: (iso: string) => string): string {
  const calls = `${watched.tenants} ${watched.tenants === 1 ? "tenant" : "tenants"}, ${describeNumber(watched.calls)} calls`;
  const wall = nextWall ? ` Next forecast wall: ${nextWall.tenantName}, about ${when(nextWall.at)}.` : "";
  return `Watched: ${calls}.${wall}`;
}

/** The 95th percentile once there are a hundred cases, else "19 of 20 within 5 s". */
export function describeUnblock({ n, withinFiveSeconds, p95Ms }: Today["unblock"]): string {
  if (n === 0) return "–";
  return p95Ms === null ? `${withinFiveSeconds} of ${n} within 5 s` : `${(p95Ms / 1000).toFixed(1)} s`;
}
