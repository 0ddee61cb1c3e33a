import { getUsageCheck } from "@/lib/billing/server/usage/get-usage-check";
import { runUsageCheck } from "@/lib/billing/server/usage/run-usage-check";
import { systemCtx } from "@/lib/server/system-ctx";

const dayMs = 24 * 60 * 60 * 1000;

/** Runs the comparison of usage, log and invoice once a day; an admin can run it at any time. */
export async function checkUsageNightly(now: Date): Promise<{ rows: number; differing: number }> {
  const ctx = systemCtx("worker", now);
  const { checkedAt } = await getUsageCheck(ctx);
  if (checkedAt && now.getTime() - new Date(checkedAt).getTime() < dayMs) return { rows: 0, differing: 0 };
  const { rows } = await runUsageCheck(ctx);
  return { rows: rows.length, differing: rows.filter(({ agrees }) => !agrees).length };
}
