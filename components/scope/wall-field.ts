import { wallInstant, wallTime } from "@/lib/wall-time";

/** An instant as a field of date and time shows it by a zone's clocks: "2026-11-21T14:30". */
export const wallField = (at: string, timeZone: string): string =>
  new Date(wallTime(Date.parse(at), timeZone)).toISOString().slice(0, 16);

/** What such a field means, in ISO 8601; null while it holds no whole date and time. */
export function readWallField(text: string, timeZone: string): string | null {
  const wallMs = Date.parse(`${text}:00Z`);
  return Number.isNaN(wallMs) ? null : new Date(wallInstant(wallMs, timeZone)).toISOString();
}
