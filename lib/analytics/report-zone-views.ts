/** A change of the report zone, for staff. Days are dates of the zone that was changed to. */
export type ReportZoneChangeView = {
  zoneBefore: string;
  zone: string;
  changedAt: string;
  /** The oldest day that is counted by the new zone; null before any is. */
  countedFrom: string | null;
  /** No day keeps the earlier zone, once it is done. */
  isWhole: boolean;
  doneAt: string | null;
  /** Days counted so far, and of how many; null before it is known. */
  daysDone: number;
  daysAll: number | null;
};

export type ReportZoneView = {
  zone: string;
  /** The newest first, at most 20. */
  changes: ReportZoneChangeView[];
};

/** What a page of figures must say about its days; null where all of them are of one zone. */
export type OlderDays = {
  zone: string;
  zoneBefore: string;
  /** Instant before which days are of the earlier zone; null while all are. */
  before: string | null;
  /** Days are still being counted anew. */
  isRunning: boolean;
} | null;
