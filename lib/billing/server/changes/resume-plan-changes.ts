import { and, eq, lt } from "drizzle-orm";
import { database } from "@/db/client";
import { planChange } from "@/db/schema/billing";
import { sendChange } from "@/lib/billing/server/changes/send-change";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";

/** Whoever took a change tells Stripe of it at once; after so long it is the worker's. */
const takenMs = 60_000;

/** The worker's duty towards changes that were taken and whose effect nobody has seen: they are sent again. */
export async function resumePlanChanges(now: Date): Promise<Record<string, number>> {
  if (currentMode() === "manual") return {};
  const waiting = await database()
    .select()
    .from(planChange)
    .where(and(eq(planChange.status, "sent"), lt(planChange.createdAt, new Date(now.getTime() - takenMs))))
    .orderBy(planChange.id)
    .limit(50);
  for (const change of waiting) await sendChange(change, now);
  return { resumed: waiting.length };
}
