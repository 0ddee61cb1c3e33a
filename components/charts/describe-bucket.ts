export type Bucket = "minute" | "hour" | "day";

const time = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" });

/** The start of a bucket in UTC, in full: "29 Aug 14:00", of days "29 Aug". */
export const describeBucketInFull = (at: string, bucket: Bucket): string =>
  bucket === "day" ? day.format(new Date(at)) : `${day.format(new Date(at))} ${time.format(new Date(at))}`;

/** As an axis says it: the clock alone while it names one moment, the day with it in a longer window. */
export function describeBuckets(starts: readonly string[], bucket: Bucket): string[] {
  const lengthMs = Date.parse(starts.at(-1) ?? "") - Date.parse(starts[0] ?? "");
  const isOneDay = bucket !== "day" && lengthMs < 86_400_000;
  return starts.map((at) => (isOneDay ? time.format(new Date(at)) : describeBucketInFull(at, bucket)));
}
