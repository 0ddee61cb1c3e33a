import { and, count, eq, like, or } from "drizzle-orm";
import { database } from "@/db/client";
import { stripeCommand } from "@/db/schema/billing";
import type { Command, CommandError } from "@/lib/billing/server/commands/command";
import type { CommandAnswer, CommandKind } from "@/lib/billing/server/commands/command-kinds";
import { runCommand } from "@/lib/billing/server/commands/run-command";

/** Who lets a plan be sent to Stripe, where to, and when. */
export type SyncBy = { account: string; createdBy: string; now: Date };

/** A step of a plan's way to Stripe did not come through; `refused` is null while nobody knows what happened. */
export class StepFailed extends Error {
  constructor(
    message: string,
    readonly refused: CommandError | null,
  ) {
    super(message);
    this.name = "StepFailed";
  }
}

/**
 * Runs one command of a plan's way to Stripe. What Stripe refused before is tried anew under a further key, because a
 * refusal made nothing; what it did, or may have done, keeps its key.
 * @throws StepFailed
 */
export async function runStep<K extends CommandKind>(
  by: SyncBy,
  kind: K,
  key: string,
  request: Command<K>["request"],
): Promise<CommandAnswer<K>> {
  const { createdBy, now } = by;
  const result = await runCommand({ tenantId: null, kind, key: await stepKey(by, key), request, createdBy, now });
  if (result.status === "done") return result.answer;
  if (result.status === "failed") throw new StepFailed(result.error.message, result.error);
  throw new StepFailed("Stripe does not answer. It is asked again.", null);
}

/** The key of a step's next command. */
export async function stepKey(by: SyncBy, key: string): Promise<string> {
  const full = `${key}:${by.account}`;
  const [failed] = await database()
    .select({ times: count() })
    .from(stripeCommand)
    .where(
      and(
        eq(stripeCommand.status, "failed"),
        or(eq(stripeCommand.idempotencyKey, full), like(stripeCommand.idempotencyKey, `${full}:again%`)),
      ),
    );
  return failed && failed.times > 0 ? `${full}:again${failed.times}` : full;
}
