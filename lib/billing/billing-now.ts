/**
 * A tenant's billing time: the real one, moved by as much as its test clock was. Every date of billing (periods, grace,
 * trials) is in this time. In live mode the offset is 0.
 */
export const billingNow = (now: Date, clockOffsetSeconds: number): Date =>
  new Date(now.getTime() + clockOffsetSeconds * 1000);

/** The real instant at which a tenant's billing time is `at`. */
export const realTime = (at: Date, clockOffsetSeconds: number): Date =>
  new Date(at.getTime() - clockOffsetSeconds * 1000);
