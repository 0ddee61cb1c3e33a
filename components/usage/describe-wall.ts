import { describeNumber } from "@/components/ui/describe-units";
import type { WallView } from "@/lib/analytics/usage-views";
import type { Role } from "@/theme";

const dayMs = 86_400_000;
/** A band wider than this names no date (analytics §7). */
const widestDays = 21;
/** From here on a reset is nearer than the wall. */
const unlikely = 0.1;
const soonDays = 7;

export type Wall = {
  /** Null where nothing can be said. */
  wall: WallView | null;
  /** Units left of those included; null is without limit. */
  leftUnits: number | null;
  /** When they start again; null: never. */
  resetsAt: Date | null;
  now: Date;
  zone: string;
};

const dayIn = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone }).format(at);

const whole = (days: number): number => Math.max(1, Math.round(days));

/** "about 4 days (2–6)", "about 9 hours (5–14)": the ends of eight cases in ten. */
export function describeSpan(p10: number, p50: number, p90: number): string {
  if (p50 < 1) {
    const [low, mid, high] = [p10, p50, p90].map((days) => whole(days * 24)) as [number, number, number];
    return `about ${mid} ${mid === 1 ? "hour" : "hours"} left${low === high ? "" : ` (${low}–${high})`}`;
  }
  const [low, mid, high] = [p10, p50, p90].map(whole) as [number, number, number];
  return `about ${mid} ${mid === 1 ? "day" : "days"} left${low === high ? "" : ` (${low}–${high})`}`;
}

/**
 * How long units last, as a word and a sentence: remaining only where little is known, "not before" where the band is
 * wide, nothing but the reset where that comes first.
 */
export function describeWall({ wall, leftUnits, resetsAt, now, zone }: Wall): { role: Role; sentence: string } {
  const resets = resetsAt === null ? "" : `; resets ${dayIn(resetsAt, zone)}`;
  if (leftUnits === null) return { role: "ok", sentence: "No limit." };
  if (leftUnits === 0) return { role: "warn", sentence: `Used up${resets}.` };
  const left = `${describeNumber(leftUnits)} left${resets}.`;
  if (wall === null) return { role: "calm", sentence: `${left} Too few days of calls for a forecast.` };
  const { p10, p50, p90, probability } = wall;
  if (resetsAt !== null && probability < unlikely) {
    return { role: "ok", sentence: `${left} At this pace they last until then.` };
  }
  if (p10 === null) return { role: "ok", sentence: `${left} At this pace they last 60 days and longer.` };
  if (p50 === null || p90 === null || p90 - p10 > widestDays) {
    const first = dayIn(new Date(now.getTime() + p10 * dayMs), zone);
    return { role: "info", sentence: `${left} Runs out not before ${first}.` };
  }
  const span = describeSpan(p10, p50, p90);
  const chance =
    resetsAt !== null && probability < 0.9 ? ` ${Math.round(probability * 10)} of 10 cases run out before.` : "";
  return {
    role: p50 <= soonDays ? "warn" : "info",
    sentence: `${span.charAt(0).toUpperCase()}${span.slice(1)}${resets}.${chance}`,
  };
}

/** "runs out about Thu 26 Nov", for a line's badge; null where it does not within the period, or nobody can say. */
export function describeWallDay({ wall, leftUnits, now, zone }: Wall): string | null {
  if (wall === null || leftUnits === null || leftUnits === 0 || wall.p50 === null || wall.probability < 0.5)
    return null;
  if (wall.p10 === null || wall.p90 === null || wall.p90 - wall.p10 > widestDays) return null;
  return `runs out about ${dayIn(new Date(now.getTime() + wall.p50 * dayMs), zone)}`;
}
