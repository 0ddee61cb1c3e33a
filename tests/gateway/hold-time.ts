import type { Engine } from "@/lib/gateway/server/open-engine";

/**
 * A refusal is told again for a quarter of a second, within one second of the clock, and once the minute has had its
 * share of rows in the log. From now on all three last: what is told again depends on no machine's speed.
 *
 * @returns the tenants whose refusals have had their share.
 */
export function holdTime({ readyRefusals, requestLog }: Engine): ReadonlySet<string> {
  const now = new Date();
  const [find, keep] = [readyRefusals.find.bind(readyRefusals), readyRefusals.keep.bind(readyRefusals)];
  readyRefusals.find = (seen, likeness) => find({ ...seen, now, startedMs: 0 }, likeness);
  readyRefusals.keep = (seen, ready) => keep({ ...seen, now, startedMs: 0 }, ready);
  const explained = new Map<string, string>();
  const folded = new Set<string>();
  const count = requestLog.countRefusal.bind(requestLog);
  requestLog.countRefusal = (kind, requestId) => {
    const explainId = explained.get(kind);
    if (explainId !== undefined) return { kept: false, explainId, stands: false };
    const fold = count(kind, requestId);
    if (!fold.kept && !fold.stands) {
      explained.set(kind, fold.explainId);
      folded.add(kind.slice(0, kind.indexOf("|")));
    }
    return fold;
  };
  return folded;
}

/** The counts of calls and of unknown keys begin anew with each minute of the clock. From now on it is one minute. */
export function holdMinute({ rates, badKeys }: Engine): void {
  const now = new Date();
  for (const windows of [rates, badKeys]) {
    const [used, add] = [windows.used.bind(windows), windows.add.bind(windows)];
    windows.used = (subject) => used(subject, now);
    windows.add = (subject) => add(subject, now);
  }
}
