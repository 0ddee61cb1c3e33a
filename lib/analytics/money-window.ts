import { z } from "zod";
import { instantInput } from "@/lib/instant-input";
import { invalidField } from "@/lib/invalid-field";
import { isTimeZone, wallInstant, wallTime } from "@/lib/wall-time";

const dayMs = 86_400_000;
/** Longer windows are cut into months, shorter ones into days. */
const mostDays = 92;
const mostMonths = 60;

export const moneyRanges = ["30d", "90d", "12m"] as const;
export type MoneyRange = (typeof moneyRanges)[number];
export type MoneyStep = "day" | "month";

/** What a page about money takes from its address: days or months of a zone; a frozen half-open window wins. */
export const moneyFields = {
  range: z.enum(moneyRanges).optional(),
  from: instantInput.optional(),
  to: instantInput.optional(),
  step: z.enum(["day", "month"]).optional(),
  /** Zone of days and months; the operator's report zone where nobody names one. */
  tz: z.string().max(60).refine(isTimeZone, "must be a zone such as Europe/Berlin").optional(),
  /** Money of one currency; the one with most of it where nobody names one. Currencies are never added up. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be a currency such as EUR")
    .optional(),
};
const MoneyWindowInput = z.object(moneyFields);
type MoneyWindowInput = z.input<typeof MoneyWindowInput>;

/** One day or month, half-open; of a running one `elapsed` < 1. */
export type MoneyBucket = { startMs: number; endMs: number; elapsed: number };

export type MoneyWindow = {
  /** Null for a frozen window. */
  range: MoneyRange | null;
  fromMs: number;
  /** Never after now. */
  toMs: number;
  zone: string;
  step: MoneyStep;
  buckets: MoneyBucket[];
};

/** The first instant of a month of a zone: the month that holds `ms`, moved by `months`. */
export function monthStart(ms: number, zone: string, months = 0): number {
  const wall = new Date(wallTime(ms, zone));
  return wallInstant(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + months, 1), zone);
}

/** The first instant of a day of a zone: the day that holds `ms`, moved by `days`. */
export function dayStart(ms: number, zone: string, days = 0): number {
  return wallInstant(Math.floor(wallTime(ms, zone) / dayMs) * dayMs + days * dayMs, zone);
}

/**
 * The window that an address names, cut into days or months of its zone. A moving one ends now, its last step in
 * progress: 30 or 90 days with today, or 12 months with the present one.
 *
 * @throws AppError `validation_failed` for a window that is reversed, lies ahead, or has more steps than a page shows,
 * and for an unknown zone.
 */
export function moneyWindow(input: MoneyWindowInput, at: { now: Date; reportZone: string }): MoneyWindow {
  const zone = input.tz ?? at.reportZone;
  if (!isTimeZone(zone)) throw invalidField("/tz", "custom", "The zone must be one such as Europe/Berlin.");
  const nowMs = at.now.getTime();
  const isFrozen = input.from !== undefined || input.to !== undefined;
  const range = input.range ?? "12m";
  const step = input.step ?? (isFrozen ? undefined : range === "12m" ? "month" : "day");
  const [fromMs, toMs] = isFrozen ? frozen(input, nowMs) : [movingStart(range, step ?? "day", nowMs, zone), nowMs];
  const wanted = step ?? (toMs - fromMs > mostDays * dayMs ? "month" : "day");
  const buckets = cut(fromMs, toMs, { step: wanted, zone, nowMs, isMoving: !isFrozen });
  const most = wanted === "day" ? 400 : mostMonths;
  if (buckets.length > most) {
    throw invalidField("/from", "custom", `The window has ${buckets.length} ${wanted}s; a page shows ${most}.`);
  }
  return { range: isFrozen ? null : range, fromMs, toMs, zone, step: wanted, buckets };
}

function movingStart(range: MoneyRange, step: MoneyStep, nowMs: number, zone: string): number {
  const start = range === "12m" ? monthStart(nowMs, zone, -11) : dayStart(nowMs, zone, range === "30d" ? -29 : -89);
  return step === "month" ? monthStart(start, zone) : start;
}

function frozen(input: MoneyWindowInput, nowMs: number): [number, number] {
  const to = input.to === undefined ? nowMs : Date.parse(input.to);
  const from = input.from === undefined ? to - 30 * dayMs : Date.parse(input.from);
  if (from >= to) {
    throw invalidField(input.from === undefined ? "/to" : "/from", "custom", "The window must start before it ends.");
  }
  if (from >= nowMs) {
    throw invalidField("/from", "custom", "The window lies in the future: nothing has happened in it yet.");
  }
  if (to - from > mostMonths * 31 * dayMs) throw invalidField("/from", "custom", "The window is longer than 5 years.");
  return [from, Math.min(to, nowMs)];
}

/** A frozen window's ends cut its first and last step; a moving window's last step shows all that it will be. */
function cut(
  fromMs: number,
  toMs: number,
  of: { step: MoneyStep; zone: string; nowMs: number; isMoving: boolean },
): MoneyBucket[] {
  const startOf = of.step === "day" ? dayStart : monthStart;
  const buckets: MoneyBucket[] = [];
  for (let start = startOf(fromMs, of.zone); start < toMs; ) {
    const next = startOf(start, of.zone, 1);
    const startMs = Math.max(start, fromMs);
    const endMs = of.isMoving ? next : Math.min(next, toMs);
    buckets.push({ startMs, endMs, elapsed: Math.min(1, (of.nowMs - startMs) / (endMs - startMs)) });
    start = next;
  }
  return buckets;
}
