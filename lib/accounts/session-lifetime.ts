const hourMs = 3_600_000;

/** Members: 24 h without a request, 14 days at most. Staff: one working day, 12 h, whatever they do. */
export const sessionLimits = {
  member: { idleMs: 24 * hourMs, absoluteMs: 14 * 24 * hourMs },
  staff: { idleMs: 12 * hourMs, absoluteMs: 12 * hourMs },
} as const;

/** When a session ends that began at `createdAt` and was last used at `seenAt`. */
export function deriveSessionEnd(session: { createdAt: Date; seenAt: Date; staff: boolean }): Date {
  const { idleMs, absoluteMs } = session.staff ? sessionLimits.staff : sessionLimits.member;
  return new Date(Math.min(session.seenAt.getTime() + idleMs, session.createdAt.getTime() + absoluteMs));
}
