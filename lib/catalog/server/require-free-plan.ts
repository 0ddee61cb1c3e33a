import type { Transaction } from "@/db/client";
import { isFree } from "@/lib/catalog/is-free";
import { loadVersionContents } from "@/lib/catalog/server/load-version-contents";
import { AppError } from "@/lib/errors";

/**
 * Makes sure that a plan's newest published version costs nothing: nobody chose it who falls back to it.
 * @throws AppError `conflict`.
 */
export async function requireFreePlan(tx: Transaction, planId: string): Promise<void> {
  const [live] = await loadVersionContents(tx, planId, "published");
  if (live && isFree(live.content)) return;
  throw new AppError("conflict", "Tenants can only fall back to a published plan that costs nothing.", {
    reason: "not_free",
  });
}
