import type { Feature } from "@/lib/catalog/types";
import type { Period } from "@/lib/period";

/** Names of the policies, as in `RateLimit` and `violated-policies`. */
export const ratePolicy = "per-minute";
export const quotaPolicyOf = ({ start, end }: Period): string =>
  end.getTime() - start.getTime() < longestDayMs ? "daily" : "monthly";

/** A calendar may skip a day, so that the one before lasts two. */
const longestDayMs = 3 * 86_400_000;

export type QuotaUse = { feature: Feature; period: Period; limit: number | null; used: number; charged: number };
export type RateUse = { limit: number; used: number; resetsAt: Date };

const secondsUntil = (at: Date, now: Date): number => Math.max(0, Math.ceil((at.getTime() - now.getTime()) / 1000));

// A feature is told of with every call; it is replaced with its catalogue.
const quotaUnits = new WeakMap<Feature, string>();

/** Requests need no unit; any other meter names its own. */
function quotaUnit(feature: Feature): string {
  const known = quotaUnits.get(feature);
  if (known !== undefined) return known;
  const word = feature.unit.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const unit = word === "call" || word === "request" ? "" : `;qu="faregate-${word}"`;
  quotaUnits.set(feature, unit);
  return unit;
}

export function quotaLimit(use: QuotaUse, now: Date): { policy: string; limit: string; left: number } | null {
  if (use.limit === null) return null;
  const left = Math.max(0, use.limit - use.used);
  const name = quotaPolicyOf(use.period);
  const windowSec = Math.round((use.period.end.getTime() - use.period.start.getTime()) / 1000);
  return {
    policy: `"${name}";q=${use.limit};w=${windowSec}${quotaUnit(use.feature)}`,
    limit: `"${name}";r=${left};t=${secondsUntil(use.period.end, now)}`,
    left,
  };
}

export function rateLimit(use: RateUse, now: Date): { policy: string; limit: string; left: number } {
  const left = Math.max(0, use.limit - use.used);
  return {
    policy: `"${ratePolicy}";q=${use.limit};w=60`,
    limit: `"${ratePolicy}";r=${left};t=${secondsUntil(use.resetsAt, now)}`,
    left,
  };
}

/** What a call that was let through paid from, and with what. */
export type UnitsUse = QuotaUse & {
  /** Paid by credits, `limit`, `used` and `charged` are micro-credits. */
  source: "quota" | "credits" | "overage";
};

/** Headers of a call that was let through (draft-ietf-httpapi-ratelimit-headers-11), nearest to exhaustion first. */
export function limitHeaders(rate: RateUse | null, units: UnitsUse | null, now: Date): string[] {
  const quota = units?.source === "quota" ? quotaLimit(units, now) : null;
  const perMinute = rate && rateLimit(rate, now);
  const headers: string[] = [];
  const first = quota && perMinute && perMinute.left < quota.left ? perMinute : (quota ?? perMinute);
  const second = quota && perMinute ? (first === quota ? perMinute : quota) : null;
  if (first) {
    headers.push("RateLimit-Policy", second ? `${first.policy}, ${second.policy}` : first.policy);
    headers.push("RateLimit", second ? `${first.limit}, ${second.limit}` : first.limit);
  }
  if (units) headers.push("Faregate-Usage", usageHeader(units));
  return headers;
}

/** `"reports";n=1;r=4210`: what was charged, and what is left where there is a limit. */
function usageHeader({ feature, limit, used, charged, source }: UnitsUse): string {
  const left = limit === null ? "" : `;r=${Math.max(0, limit - used)}`;
  return `"${feature.slug}";n=${charged}${left}${source === "credits" ? ';u="microcredits"' : ""}`;
}
