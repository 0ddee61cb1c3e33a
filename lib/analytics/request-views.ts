import type { ScopeRange, ScopeStep } from "@/lib/analytics/scope";
import type { StatusClass } from "@/lib/analytics/status-class-of";
import type { AnyRequest } from "@/lib/analytics/views";

/** A page of the log, newest first. Instants are ISO 8601. */
export type RequestPage = {
  rows: AnyRequest[];
  /** The `after` of the older page, the `before` of the newer one; null where there is none. */
  next: string | null;
  previous: string | null;
  asOf: string;
  /** The window that was read, half-open; null: it moves. */
  from: string;
  to: string;
  range: ScopeRange | null;
  zone: string;
  /** The first row that the log still holds, where that is later than the window's start. */
  keptSince: string | null;
};

/** Calls of a window by status class, folded refusals counted in full. */
export type RequestSummary = {
  calls: number;
  classes: Record<StatusClass, number>;
  step: ScopeStep;
  zone: string;
  buckets: { start: string; end: string; elapsed: number; values: Record<StatusClass, number> }[];
};

/** Calls that were logged lately, newest first; `more`: there are more of them than are listed. */
export type NewerRequests = { calls: { requestId: string; decidedAt: string }[]; more: boolean; asOf: string };

type Choice = { value: string; label: string };

/** What a log can be filtered by: ids and what they are called. */
export type LogChoices = Record<"tenants" | "apis" | "routes" | "features" | "plans" | "versions", Choice[]>;
