import { wallInstant, wallTime } from "@/lib/wall-time";

const dayMs = 86_400_000;

/** The instant from which facts are read: nothing that was written of later counts. */
export type FactsAt = {
  at: Date;
  /** Zone of days. */
  zone: string;
  /** Its day there, as a number of days from 1970-01-01. */
  today: number;
  /** False for a past day: what is only known as it stands now (cards) is left out then. */
  isLive: boolean;
};

/** The instant that is. */
export const factsNow = (now: Date, zone: string): FactsAt => ({
  at: now,
  zone,
  today: Math.floor(wallTime(now.getTime(), zone) / dayMs),
  isLive: true,
});

/** The end of a past day. */
export const factsOfDay = (day: number, zone: string): FactsAt => ({
  at: new Date(wallInstant((day + 1) * dayMs, zone) - 1),
  zone,
  today: day,
  isLive: false,
});

/** A day number as the database writes days. */
export const isoDay = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);
