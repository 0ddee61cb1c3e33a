import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { stripeLink } from "@/db/schema/billing";
import { checkEndpoint } from "@/lib/billing/server/reconcile/check-endpoint";
import { keepPortalConfiguration } from "@/lib/billing/server/reconcile/keep-portal-configuration";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/server/log";

let told: string | null = null;
let looks = 0;

/**
 * Looks whether this database and the key belong together, and whether what must stand in Stripe does. While another
 * account answers billing is off, with the reason written down. A provider that does not answer the first look of a
 * process may start beside it: that is told as a failure only if it stays so.
 */
export async function checkLink(now: Date): Promise<{ problems: number }> {
  if (currentMode() === "manual") return { problems: 0 };
  looks++;
  try {
    const { accountId, mode } = await requireLink(now);
    await database().update(stripeLink).set({ problem: null, checkedAt: now }).where(eq(stripeLink.id, 1));
    told = null;
    await keepPortalConfiguration(accountId);
    if (mode !== "sandbox") await checkEndpoint(now);
    return { problems: 0 };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const problem = typeof error.details.reason === "string" ? error.details.reason : error.code;
    if (problem === "no_answer" && looks === 1) log().info("the payment provider does not answer yet");
    else if (problem !== told) {
      log().error({ problem }, "billing is off");
      told = problem;
    }
    await database().update(stripeLink).set({ problem, checkedAt: now }).where(eq(stripeLink.id, 1));
    return { problems: 1 };
  }
}
