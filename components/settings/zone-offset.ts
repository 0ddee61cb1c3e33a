import { wallTime } from "@/lib/wall-time";

/** How far a zone's clocks are from UTC at an instant: `UTC+05:45`, `UTC−03:30`, `UTC±00:00`. */
export function zoneOffset(at: Date, zone: string): string {
  const minutes = Math.round((wallTime(at.getTime(), zone) - at.getTime()) / 60_000);
  const sign = minutes > 0 ? "+" : minutes < 0 ? "−" : "±";
  const two = (value: number) => String(value).padStart(2, "0");
  return `UTC${sign}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}
