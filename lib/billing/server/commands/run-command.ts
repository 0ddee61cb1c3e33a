import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import { database } from "@/db/client";
import { stripeCommand } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import type { Command, CommandResult } from "@/lib/billing/server/commands/command";
import { type CommandKind, commandKinds } from "@/lib/billing/server/commands/command-kinds";
import { recordCommand } from "@/lib/billing/server/commands/record-command";
import { sendCommand } from "@/lib/billing/server/commands/send-command";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";

const patienceMs = 25_000;
const pauseMs = 200;

/**
 * Calls Stripe once for a key: a row is committed first, then the call is sent with the key. A decline is a value. A
 * command that is done answers what stands now; one that somebody else is sending is waited for.
 * Must not be called inside a transaction.
 */
export async function runCommand<K extends CommandKind>(command: Command<K>): Promise<CommandResult<K>> {
  const id = await inTransaction((tx) => recordCommand(tx, command));
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    const [row] = await database().select().from(stripeCommand).where(eq(stripeCommand.id, id));
    if (!row) throw new Error(`The command ${id} is gone.`);
    if (row.status === "done") return answerAgain(command, id);
    if (row.status === "failed" && row.error) return { status: "failed", error: row.error };
    const isSending = row.status === "sent" && row.nextAt > command.now;
    const sent = isSending ? null : await sendCommand(id, command.now);
    if (sent) return sent as CommandResult<K>;
    if (waitedMs >= patienceMs) return { status: "unknown" };
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** What a finished command led to, as it is now. */
async function answerAgain<K extends CommandKind>({ kind, request, now }: Command<K>, id: string) {
  await requireLink(now);
  const found = commandKinds[kind] as unknown as {
    find: (stripe: Stripe, asked: unknown, id: string) => Promise<unknown>;
  };
  const answer = await found.find(stripeClient(), request, id);
  if (!answer) return { status: "unknown" } as const;
  return { status: "done", answer } as CommandResult<K>;
}
