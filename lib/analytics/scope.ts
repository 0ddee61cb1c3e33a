import { z } from "zod";
import { instantInput } from "@/lib/instant-input";
import { invalidField } from "@/lib/invalid-field";
import { isTimeZone, wallInstant, wallTime } from "@/lib/wall-time";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Nobody asks for more at once: counts are kept for two such windows. */
const longestMs = 400 * dayMs;
const keptMs = 800 * dayMs;

const lengths = {
  "1h": hourMs,
  "24h": dayMs,
  "7d": 7 * dayMs,
  "30d": 30 * dayMs,
  "90d": 90 * dayMs,
} as const;

export type ScopeRange = keyof typeof lengths;
export const scopeRanges = Object.keys(lengths) as ScopeRange[];

/** What every page of numbers takes from its address: a moving window, or a frozen half-open one that wins over it. */
export const scopeFields = {
  range: z.enum(["1h", "24h", "7d", "30d", "90d"]).optional(),
  from: instantInput.optional(),
  to: instantInput.optional(),
  /** Zone of days; the operator's report zone where nobody names one. */
  tz: z.string().max(60).refine(isTimeZone, "must be a zone such as Europe/Berlin").optional(),
  /** Beside it, the same elapsed part of the window before. */
  cmp: z.enum(["prev"]).optional(),
};
export const ScopeInput = z.strictObject(scopeFields);
export type ScopeInput = z.input<typeof ScopeInput>;

export type ScopeStep = "1min" | "5min" | "30min" | "6h" | "day" | "week";

/** One step of a window, half-open. The last ones of a running window lie ahead in part: `elapsed` < 1. */
export type ScopeBucket = { start: Date; end: Date; elapsed: number };

export type Scope = {
  /** Null for a frozen window. */
  range: ScopeRange | null;
  /** Half-open; never after `now`. */
  from: Date;
  to: Date;
  zone: string;
  step: ScopeStep;
  buckets: ScopeBucket[];
  /**
   * The same elapsed part just before: moved by whole weeks where the window is a week or longer, so that weekdays meet,
   * and by the zone's clocks where it is moved by days. So its steps are as many, and begin at the same times of day.
   */
  previous: { from: Date; to: Date };
  compares: boolean;
};

const stepMs: Record<Exclude<ScopeStep, "day" | "week">, number> = {
  "1min": minuteMs,
  "5min": 5 * minuteMs,
  "30min": 30 * minuteMs,
  "6h": 6 * hourMs,
};

/** The width of a step by the length of its window (analytics §11): at most 400 points. */
function stepOf(lengthMs: number): ScopeStep {
  if (lengthMs <= 2 * hourMs) return "1min";
  if (lengthMs <= 12 * hourMs) return "5min";
  if (lengthMs <= 48 * hourMs) return "30min";
  if (lengthMs <= 14 * dayMs) return "6h";
  return lengthMs <= 90 * dayMs + hourMs ? "day" : "week";
}

/**
 * The window that an address names, cut into steps of its zone. A moving window ends now, and begins at a step's start,
 * so that every full step is whole. Days and weeks begin at midnight of the zone, weeks on Monday; steps of six hours at
 * its midnight, six, noon and eighteen.
 *
 * @throws AppError `validation_failed` for a window that is reversed, empty, longer than 400 days or lies wholly ahead,
 * and for an unknown zone.
 */
export function resolveScope(input: ScopeInput, at: { now: Date; reportZone: string; fallback?: ScopeRange }): Scope {
  const zone = input.tz ?? at.reportZone;
  if (!isTimeZone(zone)) throw invalidField("/tz", "custom", "The zone must be one such as Europe/Berlin.");
  const nowMs = at.now.getTime();
  const isFrozen = input.from !== undefined || input.to !== undefined;
  const range = input.range ?? at.fallback ?? "24h";
  const [fromMs, toMs] = isFrozen
    ? frozen(input, lengths[range], nowMs)
    : [firstStart(nowMs - lengths[range], stepOf(lengths[range]), zone), nowMs];
  const step = stepOf(toMs - fromMs);
  const backMs = backOf(isFrozen ? toMs - fromMs : lengths[range]);
  const before = (ms: number) =>
    new Date(backMs % dayMs === 0 ? wallInstant(wallTime(ms, zone) - backMs, zone) : ms - backMs);
  return {
    range: isFrozen ? null : range,
    from: new Date(fromMs),
    to: new Date(toMs),
    zone,
    step,
    buckets: bucketsOf(fromMs, toMs, step, zone, nowMs, !isFrozen),
    previous: { from: before(fromMs), to: before(toMs) },
    compares: input.cmp === "prev",
  };
}

/** How far back the window before lies: whole weeks, or else whole days, of which one may have 23 or 25 hours. */
function backOf(lengthMs: number): number {
  if (lengthMs >= 7 * dayMs - hourMs) return Math.ceil((lengthMs - hourMs) / (7 * dayMs)) * 7 * dayMs;
  const days = Math.round(lengthMs / dayMs);
  return days > 0 && Math.abs(lengthMs - days * dayMs) <= hourMs ? days * dayMs : lengthMs;
}

function frozen(input: ScopeInput, lengthMs: number, nowMs: number): [number, number] {
  const to = input.to === undefined ? nowMs : Date.parse(input.to);
  const from = input.from === undefined ? to - lengthMs : Date.parse(input.from);
  if (from >= to)
    throw invalidField(input.from === undefined ? "/to" : "/from", "custom", "The window must start before it ends.");
  if (from >= nowMs)
    throw invalidField("/from", "custom", "The window lies in the future: nothing has happened in it yet.");
  if (to - from > longestMs) throw invalidField("/from", "custom", "The window is longer than 400 days.");
  if (from < nowMs - keptMs)
    throw invalidField("/from", "custom", "The window begins before what is kept: calls are counted for 800 days.");
  return [from, Math.min(to, nowMs)];
}

/** The first step's start at or after an instant. */
function firstStart(ms: number, step: ScopeStep, zone: string): number {
  const start = startOf(ms, step, zone);
  return start < ms ? nextStart(start, step, zone) : start;
}

/** The start of the step that holds an instant. */
function startOf(ms: number, step: ScopeStep, zone: string): number {
  const wall = wallTime(ms, zone);
  if (step === "day") return wallInstant(Math.floor(wall / dayMs) * dayMs, zone);
  // The first of January 1970 was a Thursday.
  if (step === "week") return wallInstant((Math.floor((wall / dayMs + 3) / 7) * 7 - 3) * dayMs, zone);
  if (step === "6h") return wallInstant(Math.floor(wall / stepMs[step]) * stepMs[step], zone);
  return Math.floor(ms / stepMs[step]) * stepMs[step];
}

function nextStart(start: number, step: ScopeStep, zone: string): number {
  if (step === "1min" || step === "5min" || step === "30min") return start + stepMs[step];
  // Half a day more than the step is in the next one, whatever the clocks do; an hour is enough beyond six hours.
  const beyond =
    step === "week" ? 7 * dayMs + 12 * hourMs : step === "day" ? dayMs + 12 * hourMs : 6 * hourMs + 2 * hourMs;
  return startOf(start + beyond, step, zone);
}

function bucketsOf(
  fromMs: number,
  toMs: number,
  step: ScopeStep,
  zone: string,
  nowMs: number,
  isMoving: boolean,
): ScopeBucket[] {
  const buckets: ScopeBucket[] = [];
  for (let start = startOf(fromMs, step, zone); start < toMs; ) {
    const whole = nextStart(start, step, zone);
    // A frozen window's ends cut its first and last step; a moving window's last step shows all that it will be.
    const begin = Math.max(start, fromMs);
    const end = isMoving ? whole : Math.min(whole, toMs);
    buckets.push({
      start: new Date(begin),
      end: new Date(end),
      elapsed: Math.min(1, (Math.min(nowMs, end) - begin) / (end - begin)),
    });
    start = whole;
  }
  return buckets;
}
