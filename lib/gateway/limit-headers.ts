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

/** Requests need no unit; any other meter names its own. */
function quotaUnit({ unit }: Feature): string {
  const word = unit.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return word === "call" || word === "request" ? "" : `;qu="faregate-${word}"`;
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

/** Headers of a call that was let through (draft-ietf-httpapi-ratelimit-headers-11), nearest to exhaustion first. */
export function limitHeaders(rate: RateUse | null, quota: QuotaUse | null, now: Date): string[] {
  const headers: string[] = [];
  const policies = [quota && quotaLimit(quota, now), rate && rateLimit(rate, now)].filter((policy) => policy !== null);
  if (policies.length > 0) {
    policies.sort((a, b) => a.left - b.left);
    headers.push("RateLimit-Policy", policies.map(({ policy }) => policy).join(", "));
    headers.push("RateLimit", policies.map(({ limit }) => limit).join(", "));
  }
  if (quota) {
    const left = quota.limit === null ? "" : `;r=${Math.max(0, quota.limit - quota.used)}`;
    headers.push("Faregate-Usage", `"${quota.feature.slug}";n=${quota.charged}${left}`);
  }
  return headers;
}
