import type { JournalDisk } from "@/lib/metering/server/journal/journal-disk";
import type { Segment } from "@/lib/metering/server/journal/segment";

/** Brings open segments onto the disk, one after the other; the first error ends it. */
export function syncSegments(
  disk: JournalDisk,
  segments: readonly Segment[],
  done: (error: Error | null) => void,
): void {
  const [first, ...rest] = segments;
  if (!first) {
    done(null);
    return;
  }
  disk.sync(first.fd as number, (error) => {
    if (error) done(error);
    else syncSegments(disk, rest, done);
  });
}
