import { and, eq, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { guardWindow } from "@/db/schema/accounts";
import { AppError } from "@/lib/errors";

export type Guard = { guard: string; subject: string; limit: number; windowMs: number };

const windowStart = (guard: Guard, now: Date) => new Date(Math.floor(now.getTime() / guard.windowMs) * guard.windowMs);

/**
 * Counts one attempt in the guard's fixed window, in one statement, so that parallel attempts cannot slip past.
 * @throws AppError `rate_limited` with `retryAfterSec` when the window is full.
 */
export async function takeAttempt(guard: Guard, now: Date): Promise<void> {
  const start = windowStart(guard, now);
  const [row] = await database()
    .insert(guardWindow)
    .values({ guard: guard.guard, subject: guard.subject, windowStart: start, attempts: 1 })
    .onConflictDoUpdate({
      target: [guardWindow.guard, guardWindow.subject, guardWindow.windowStart],
      set: { attempts: sql`${guardWindow.attempts} + 1` },
    })
    .returning({ attempts: guardWindow.attempts });
  if (row && row.attempts <= guard.limit) return;
  const retryAfterSec = Math.max(1, Math.ceil((start.getTime() + guard.windowMs - now.getTime()) / 1_000));
  throw new AppError("rate_limited", "Too many attempts. Wait a while, then try again.", { retryAfterSec });
}

/** Gives an attempt back that turned out to be no guess: only failures fill the window. */
export async function returnAttempt(guard: Guard, now: Date): Promise<void> {
  await database()
    .update(guardWindow)
    .set({ attempts: sql`greatest(${guardWindow.attempts} - 1, 0)` })
    .where(
      and(
        eq(guardWindow.guard, guard.guard),
        eq(guardWindow.subject, guard.subject),
        eq(guardWindow.windowStart, windowStart(guard, now)),
      ),
    );
}
