import { and, eq, inArray, lte, or, sql } from "drizzle-orm";
import Stripe from "stripe";
import { database } from "@/db/client";
import { stripeCommand } from "@/db/schema/billing";
import type { CommandError, CommandResult } from "@/lib/billing/server/commands/command";
import { type CommandKind, commandKinds } from "@/lib/billing/server/commands/command-kinds";
import { expectObject } from "@/lib/billing/server/stripe/expect-object";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { raiseTask } from "@/lib/billing/server/tasks/raise-task";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/server/log";

/** Longer than all attempts of one call take together (3 × 20 s). */
const sendingMs = 90_000;
/** Stripe keeps the result of a key for 24 h at least. */
const keyHoldsMs = 20 * 3_600_000;
const longestPauseMs = 3_600_000;

type AnyKind = {
  object: string;
  send: (
    stripe: Stripe,
    request: unknown,
    options: { idempotencyKey: string },
    id: string,
  ) => Promise<{ id: string; object: string }>;
  find: (stripe: Stripe, request: unknown, id: string) => Promise<{ id: string; object: string } | null>;
};
type Row = typeof stripeCommand.$inferSelect;

/**
 * Sends a command that waits, or one whose outcome is unknown. Never throws because of Stripe.
 * @returns null when another process is sending it, or has its answer.
 */
export async function sendCommand(id: string, now: Date): Promise<CommandResult | null> {
  try {
    await requireLink(now);
  } catch (error) {
    if (error instanceof AppError) return { status: "unknown" };
    throw error;
  }
  const row = await claim(id, now);
  if (!row) return null;
  const kind = commandKinds[row.kind as CommandKind] as unknown as AnyKind | undefined;
  if (!kind) throw new Error(`There is no command ${row.kind}.`);
  try {
    const answer = await ask(kind, row, now);
    if (!answer) return await settleLost(row, now);
    expectObject(answer, kind.object);
    await database()
      .update(stripeCommand)
      .set({ status: "done", responseId: answer.id, error: null, doneAt: now })
      .where(eq(stripeCommand.id, row.id));
    return { status: "done", answer } as CommandResult;
  } catch (error) {
    if (isFinal(error)) return settleFailed(row, describeError(error), now, error.requestId);
    await settleUnknown(row, error, now);
    return { status: "unknown" };
  }
}

const notExecuted: CommandError = {
  type: "not_executed",
  code: null,
  declineCode: null,
  adviceCode: null,
  status: null,
  message: "No trace of it was found, and its key is too old to be repeated.",
};

async function claim(id: string, now: Date): Promise<Row | undefined> {
  const [row] = await database()
    .update(stripeCommand)
    .set({
      status: "sent",
      attempts: sql`${stripeCommand.attempts} + 1`,
      sentAt: sql`coalesce(${stripeCommand.sentAt}, ${now.toISOString()}::timestamptz)`,
      nextAt: new Date(now.getTime() + sendingMs),
    })
    .where(
      and(
        eq(stripeCommand.id, id),
        or(
          inArray(stripeCommand.status, ["pending", "unknown"]),
          and(eq(stripeCommand.status, "sent"), lte(stripeCommand.nextAt, now)),
        ),
      ),
    )
    .returning();
  return row;
}

/** Repeats with the same key while Stripe remembers it; later it only looks what became of it. */
function ask(kind: AnyKind, row: Row, now: Date) {
  const sentAt = row.sentAt ?? now;
  if (row.attempts > 1 && now.getTime() - sentAt.getTime() > keyHoldsMs) {
    return kind.find(stripeClient(), row.request, row.id);
  }
  return kind.send(stripeClient(), row.request, { idempotencyKey: row.idempotencyKey }, row.id);
}

/** An answer that says what happened: declined, or refused as it stands. Others are asked again. */
function isFinal(error: unknown): error is Stripe.errors.StripeError {
  if (!(error instanceof Stripe.errors.StripeError)) return false;
  const { statusCode = 0 } = error;
  if (error instanceof Stripe.errors.StripeRateLimitError || statusCode === 401 || statusCode === 409) return false;
  return statusCode >= 400 && statusCode < 500;
}

const describeError = (error: Stripe.errors.StripeError): CommandError => ({
  type: error.type,
  code: error.code ?? null,
  declineCode: error.decline_code ?? null,
  adviceCode: error.advice_code ?? null,
  status: error.statusCode ?? null,
  message: error.message,
});

async function settleFailed(
  row: Row,
  error: CommandError,
  now: Date,
  requestId: string | null = null,
): Promise<CommandResult> {
  await database()
    .update(stripeCommand)
    .set({ status: "failed", error, stripeRequestId: requestId, doneAt: now })
    .where(eq(stripeCommand.id, row.id));
  return { status: "failed", error };
}

/** Nothing of it was found: a person must say whether it is to be done anew. */
async function settleLost(row: Row, now: Date): Promise<CommandResult> {
  const details = { kind: row.kind, idempotencyKey: row.idempotencyKey, sentAt: row.sentAt?.toISOString() ?? null };
  await raiseTask(database(), { tenantId: row.tenantId, kind: "command_unknown", objectId: row.id, details, now });
  return settleFailed(row, notExecuted, now);
}

async function settleUnknown(row: Row, error: unknown, now: Date): Promise<void> {
  const told = error instanceof Error ? error : new Error(String(error));
  log().warn({ err: told, commandId: row.id, kind: row.kind }, "a command has no answer; it is asked again");
  const known = error instanceof Stripe.errors.StripeError ? describeError(error) : null;
  await database()
    .update(stripeCommand)
    .set({
      status: "unknown",
      error: known ?? { ...notExecuted, type: told.name, message: told.message },
      nextAt: new Date(now.getTime() + Math.min(5_000 * 2 ** row.attempts, longestPauseMs)),
    })
    .where(eq(stripeCommand.id, row.id));
}
