import { desc, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { reconcileRun } from "@/db/schema/billing";
import { findDrift } from "@/lib/billing/server/reconcile/find-drift";
import { findStuck } from "@/lib/billing/server/reconcile/find-stuck";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { newId } from "@/lib/id";

const hourMs = 3_600_000;
const kinds = [
  { kind: "hourly", everyMs: hourMs, run: findStuck },
  { kind: "nightly", everyMs: 24 * hourMs, run: findDrift },
] as const;

/**
 * Compares what is written here with what stands in Stripe, when its time has come: every hour what is stuck, every
 * night the rest. Differences are healed by a sync or told to an admin; their counts are kept, and a steady zero is the
 * normal state.
 */
export async function reconcile(now: Date): Promise<Record<string, number>> {
  if (currentMode() === "manual") return {};
  const told: Record<string, number> = {};
  for (const { kind, everyMs, run } of kinds) {
    const [last] = await database()
      .select({ startedAt: reconcileRun.startedAt })
      .from(reconcileRun)
      .where(eq(reconcileRun.kind, kind))
      .orderBy(desc(reconcileRun.startedAt))
      .limit(1);
    if (last && now.getTime() - last.startedAt.getTime() < everyMs) continue;
    await requireLink(now);
    const id = newId("reconcileRun", now);
    await database().insert(reconcileRun).values({ id, kind, startedAt: now });
    const counts = await run(now);
    await database().update(reconcileRun).set({ finishedAt: new Date(), counts }).where(eq(reconcileRun.id, id));
    Object.assign(told, counts);
  }
  return told;
}
