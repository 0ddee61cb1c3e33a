import { wallTime } from "@/lib/wall-time";

const minuteMs = 60_000;
const two = (value: number) => String(value).padStart(2, "0");

/**
 * An instant as the clocks of a zone show it, in ISO 8601 with its offset to the minute: "2026-11-21T01:00:00+01:00".
 * For files, which name zone and offset of every time.
 * @throws RangeError for a zone that is not of the IANA database.
 */
export function zonedInstant(at: Date, timeZone: string): string {
  const wallMs = wallTime(at.getTime(), timeZone);
  const minutes = Math.round((wallMs - at.getTime()) / minuteMs);
  const text = new Date(wallMs).toISOString().replace(/\.000Z$|Z$/, "");
  if (minutes === 0) return `${text}Z`;
  const size = Math.abs(minutes);
  return `${text}${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
