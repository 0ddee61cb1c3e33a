import type { CommandAnswer, CommandKind, CommandRequest } from "@/lib/billing/server/commands/command-kinds";

/** A call of Stripe that must happen once. */
export type Command<K extends CommandKind = CommandKind> = {
  /** Null: of no tenant, e.g. a product. */
  tenantId: string | null;
  kind: K;
  /** Sent as the idempotency key; the same key is the same command for ever. A person who tries again makes a new one. */
  key: string;
  request: CommandRequest<K>;
  createdBy: string;
  now: Date;
};

/** What Stripe said when it refused: a decline (402) or a request that cannot be done. */
export type CommandError = {
  /** The SDK's name of the error, e.g. `StripeCardError`; `not_executed`: nothing of it was found later. */
  type: string;
  code: string | null;
  declineCode: string | null;
  adviceCode: string | null;
  status: number | null;
  message: string;
};

/** `unknown`: no answer came, or none that says what happened; the worker finds out, and nothing may be tried anew. */
export type CommandResult<K extends CommandKind = CommandKind> =
  | { status: "done"; answer: CommandAnswer<K> }
  | { status: "failed"; error: CommandError }
  | { status: "unknown" };
