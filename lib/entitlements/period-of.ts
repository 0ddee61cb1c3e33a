import { isInForce } from "@/lib/entitlements/derive-entitlement";
import type { Standing } from "@/lib/entitlements/types";
import { type Period, type PeriodKind, periodAt, periodZone } from "@/lib/period";

// A period holds for many calls; it is counted again when it is over.
const periods = new WeakMap<Standing, Partial<Record<PeriodKind, Period>>>();

/**
 * The usage period of one kind, by the tenant's own wall clock. Months run from the subscription's anchor, else from
 * the beginning of the exception that lets the tenant in without one; null where there is neither. Instants are real,
 * whatever the tenant's billing time.
 */
export function periodOf(standing: Standing, kind: PeriodKind, now: Date): Period | null {
  const held = periods.get(standing);
  const known = held?.[kind];
  if (known && known.start.getTime() <= now.getTime() && now.getTime() < known.end.getTime()) return known;
  const { subscription } = standing;
  const anchor = subscription?.anchor ?? openingException(standing, now)?.startsAt;
  if (!anchor) return null;
  const zone = periodZone(kind, subscription?.source, standing.tenant.timeZone);
  const period = periodAt(kind, anchor, zone, now, subscription?.clockOffsetSeconds);
  if (held) held[kind] = period;
  else periods.set(standing, { [kind]: period });
  return period;
}

const openingException = ({ exceptions }: Standing, now: Date) =>
  exceptions.find((exception) => exception.kind === "access_until" && isInForce(exception, now));
