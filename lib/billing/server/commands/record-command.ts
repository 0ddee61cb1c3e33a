import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { stripeCommand } from "@/db/schema/billing";
import type { Command } from "@/lib/billing/server/commands/command";
import type { CommandKind } from "@/lib/billing/server/commands/command-kinds";
import { newId } from "@/lib/id";

/**
 * Writes a command before it is sent, in the transaction of its cause; a key that exists already is that command.
 * `runCommand` with the same key sends it, and the worker does if nobody else comes to it.
 * @returns its id.
 */
export async function recordCommand<K extends CommandKind>(tx: Transaction, command: Command<K>): Promise<string> {
  const { tenantId, kind, key, request, createdBy, now } = command;
  const id = newId("stripeCommand", now);
  const [written] = await tx
    .insert(stripeCommand)
    .values({
      id,
      tenantId,
      kind,
      idempotencyKey: key,
      request,
      status: "pending",
      // Whoever wrote it sends it at once; the worker comes later.
      nextAt: new Date(now.getTime() + 30_000),
      createdBy,
      createdAt: now,
    })
    .onConflictDoNothing({ target: stripeCommand.idempotencyKey })
    .returning({ id: stripeCommand.id });
  if (written) return written.id;
  const [row] = await tx
    .select({ id: stripeCommand.id, kind: stripeCommand.kind, tenantId: stripeCommand.tenantId })
    .from(stripeCommand)
    .where(eq(stripeCommand.idempotencyKey, key));
  if (!row || row.kind !== kind || row.tenantId !== tenantId) throw new Error(`The key ${key} is another command's.`);
  return row.id;
}
