import type { PlanVersion } from "@/lib/catalog/types";
import type { Standing } from "@/lib/entitlements/types";

type Exception = Standing["exceptions"][number];

export type Entitlement = {
  included: boolean;
  /** Units of a period (meter) or the number (limit); null is without limit. */
  units: number | null;
  /** The part of `units` that exceptions added, which a change of plan keeps. */
  extraUnits: number;
};

/** An exception holds in the half-open time `[startsAt, endsAt)`. */
export const isInForce = (exception: Exception, now: Date): boolean =>
  exception.startsAt.getTime() <= now.getTime() && exception.endsAt.getTime() > now.getTime();

/**
 * What a tenant may use of a feature at one instant: the plan version's units plus the exceptions in force.
 * Says the same as the SQL function `entitled_units`, which has the last word when units are taken.
 */
export function deriveEntitlement(
  standing: Standing,
  planVersion: PlanVersion | null,
  featureId: string,
  now: Date,
): Entitlement {
  const limits = planVersion?.limits ?? {};
  let included = Object.hasOwn(limits, featureId);
  let units = included ? (limits[featureId] ?? null) : 0;
  let extraUnits = 0;
  for (const exception of standing.exceptions) {
    if (exception.featureId !== featureId || !isInForce(exception, now)) continue;
    if (exception.kind === "feature_access") {
      const unlimited = exception.units === null || (included && units === null);
      units = unlimited ? null : Math.max(units ?? 0, exception.units ?? 0);
      included = true;
    } else if (exception.kind === "extra_units") {
      extraUnits += exception.units ?? 0;
    }
  }
  if (!included) return { included, units: 0, extraUnits: 0 };
  return { included, units: units === null ? null : units + extraUnits, extraUnits };
}
