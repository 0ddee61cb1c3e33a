import { clockError } from "@/lib/metering/core/limits";
import { retireOfAccount } from "@/lib/metering/core/retire-dead";
import { schedule } from "@/lib/metering/core/schedule";
import type { CoreState, StoreCall } from "@/lib/metering/core/state";
import type { StoreAnswer } from "@/lib/metering/core/types";

type Opened = Extract<StoreAnswer, { fn: "account_open" }>;

/** A period's end is told by the store's clock, which this node only estimates: it is asked again soon. */
const outsideMs = 20;

/** Learns what an account is. What was asked before a change was announced is asked again. */
export function takeAccountOpened(state: CoreState, call: StoreCall, answer: Opened): void {
  const { account } = call;
  if (!account || call.generation !== account.generation) return;
  if (answer.status !== "open") {
    const forMs = answer.status === "not_included" ? state.settings.negativeMs : outsideMs;
    account.refusal = { status: answer.status, until: state.mono + forMs };
    return;
  }
  account.refusal = null;
  account.isKnown = true;
  account.id = answer.accountId;
  state.accountsById.set(answer.accountId, account);
  account.unit = answer.unit;
  // A name without limit must not outlive it, nor a lease stand for one.
  if (account.isEnforced !== answer.enforced) retireOfAccount(state, account);
  account.isEnforced = answer.enforced;
  account.knownUntil = call.sentAt + (answer.ttlMs ?? Number.POSITIVE_INFINITY) * (1 - clockError);
  account.knownOffset = call.offset;
  if (!account.hasNumbers || account.posted !== answer.posted) account.available = answer.posted - answer.consumed;
  account.posted = answer.posted;
  account.consumed = answer.consumed;
  account.hasNumbers = true;
  schedule(state, account, state.mono + state.settings.idleCloseMs);
}
