import { describeStanding } from "@/components/usage/describe-standing";
import { describeSpan, describeWallDay } from "@/components/usage/describe-wall";
import type { FeatureOutlook } from "@/lib/analytics/usage-views";
import type { FeatureStanding, StandingView } from "@/lib/entitlements/views";
import type { Role } from "@/theme";

type Tenant = Pick<StandingView, "planName" | "resetsAt" | "timeZone" | "creditsLeft">;

const dayMs = 86_400_000;
const soonDays = 7;

/** "09:12", with the day where that is not the last one. */
function describeSince(since: Date, now: Date, timeZone: string): string {
  const day =
    now.getTime() - since.getTime() < dayMs ? {} : ({ weekday: "short", day: "numeric", month: "short" } as const);
  return new Intl.DateTimeFormat("en-GB", { ...day, hour: "2-digit", minute: "2-digit", timeZone }).format(since);
}

/** A feature's line on a tenant's first page: open, running out about some day, or refused since some time. */
export function describeLine(
  feature: FeatureStanding,
  tenant: Tenant,
  ahead: FeatureOutlook | undefined,
  now: Date,
): { role: Role; word: string; sentence: string } {
  const standing = describeStanding(feature, tenant);
  if (feature.code !== null) {
    if (!ahead?.refusedSince) return standing;
    const since = describeSince(new Date(ahead.refusedSince), now, tenant.timeZone);
    return { ...standing, word: `${standing.word}, refused since ${since}` };
  }
  const wall = ahead?.wall ?? null;
  const day = ahead
    ? describeWallDay({ wall, leftUnits: ahead.leftUnits, resetsAt: null, now, zone: tenant.timeZone })
    : null;
  if (day === null || !wall || wall.p10 === null || wall.p50 === null || wall.p90 === null) return standing;
  // What credits or overage pay for goes on: only the included units end then.
  const goesOn =
    feature.overage === "postpaid" || (feature.creditMicroPerUnit !== null && Number(tenant.creditsLeft) > 0);
  const span = describeSpan(wall.p10, wall.p50, wall.p90);
  return {
    role: !goesOn && wall.p50 <= soonDays ? "warn" : standing.role,
    word: goesOn ? standing.word : `OK, ${day}`,
    sentence: `${standing.sentence} At this pace ${span}${goesOn ? " of those included" : ""}.`,
  };
}
