type Term = { status: string; cancelAt: Date | null; trialEnd: Date | null; endedAt: Date | null };

/**
 * When something that is billed by hand or by nobody is over: by its end, the end of its term, or the end of a trial that
 * nothing followed. Nobody has to run for that. Null: it runs on. Instants are billing time.
 */
export function endOfTerm({ status, cancelAt, trialEnd, endedAt }: Term): Date | null {
  const ends = [endedAt, cancelAt, status === "trialing" ? trialEnd : null].filter((end) => end !== null);
  return ends.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
}
