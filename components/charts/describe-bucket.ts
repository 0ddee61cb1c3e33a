export type Bucket = "minute" | "hour" | "day";

const time = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" });

/** The start of a bucket in UTC, as an axis says it: "14:00" of minutes and hours, "29 Aug" of days. */
export function describeBucket(at: string, bucket: Bucket): string {
  const start = new Date(at);
  return bucket === "day" ? day.format(start) : time.format(start);
}

/** The start of a bucket in full, for tables: "29 Aug 14:00". */
export const describeBucketInFull = (at: string, bucket: Bucket): string =>
  bucket === "day" ? day.format(new Date(at)) : `${day.format(new Date(at))} ${time.format(new Date(at))}`;
