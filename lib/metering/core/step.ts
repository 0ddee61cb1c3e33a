import { attempt } from "@/lib/metering/core/attempt";
import { continueRecovery } from "@/lib/metering/core/continue-recovery";
import { drain, stopWhenDrained } from "@/lib/metering/core/drain";
import { expireWaiters } from "@/lib/metering/core/expire-waiters";
import { extend } from "@/lib/metering/core/extend";
import { flushWhenDue } from "@/lib/metering/core/flush";
import { forgetTenant } from "@/lib/metering/core/forget-tenant";
import { keepProgress } from "@/lib/metering/core/keep-progress";
import { lookAfterAccount } from "@/lib/metering/core/look-after-account";
import { openJournal } from "@/lib/metering/core/open-journal";
import { openNode } from "@/lib/metering/core/open-node";
import { pumpAccount } from "@/lib/metering/core/pump-account";
import { recallAccount } from "@/lib/metering/core/recall-account";
import { reserve } from "@/lib/metering/core/reserve";
import { settle } from "@/lib/metering/core/settle";
import type { CoreState } from "@/lib/metering/core/state";
import { takeAnswer } from "@/lib/metering/core/take-answer";
import { takeFailure } from "@/lib/metering/core/take-failure";
import { takeReread } from "@/lib/metering/core/take-reread";
import { takeRoom } from "@/lib/metering/core/take-room";
import { takeSynced } from "@/lib/metering/core/take-synced";
import type { Effect, Input } from "@/lib/metering/core/types";
import { undoAppends } from "@/lib/metering/core/undo-appends";
import { emptyList } from "@/lib/metering/empty-list";

/**
 * One input, and what must be done for it, in order (§20). Effects depend on state and input only; the state is changed
 * in place. `effects` may be a list to add to.
 */
export function step(state: CoreState, input: Input, effects: Effect[] = []): Effect[] {
  state.mono = input.monoMs;
  state.wall = input.wallMs;
  state.out = effects;
  if (input.type !== "append_failed") emptyList(state.fresh);
  take(state, input);
  lookAtDirty(state);
  if (state.recovery !== null) continueRecovery(state);
  if (state.isDraining) {
    stopWhenDrained(state);
    lookAtDirty(state);
  }
  if (state.flushNow || (input.type !== "reserve" && state.queue.length >= state.settings.flushBatch))
    flushWhenDue(state);
  return effects;
}

function take(state: CoreState, input: Input): void {
  switch (input.type) {
    case "reserve":
      reserve(state, input.ticket, input.hold);
      return;
    case "settle":
      settle(state, input.admission, input.ending);
      return;
    case "progress":
      keepProgress(state, input.admission, input.units);
      return;
    case "extend":
      extend(state, input.ticket, input.admission, input.moreUnits);
      return;
    case "answer":
      takeAnswer(state, input.call, input.answer);
      return;
    case "failure":
      takeFailure(state, input.call, input.failure);
      return;
    case "synced":
      takeSynced(state, input.pos);
      return;
    case "append_failed":
      undoAppends(state, input.pos, input.undone);
      return;
    case "journal_room":
      takeRoom(state, input.state);
      return;
    case "tenant_changed":
      forgetTenant(state, input.tenantId);
      return;
    case "recalled":
      recallAccount(state, input.accountId);
      return;
    case "reread":
      takeReread(state, input.records);
      return;
    case "opened":
      openJournal(state, input.journal, input.bootedAgain);
      return;
    case "drain":
      drain(state);
      return;
    case "tick":
      tick(state);
      return;
  }
}

function tick(state: CoreState): void {
  if (state.phase === "opening" && state.room !== "failed" && state.mono >= state.openRetryAt) openNode(state);
  for (let due = state.due.take(state.mono); due; due = state.due.take(state.mono)) {
    if (due.item.dueAt !== due.at) continue;
    due.item.dueAt = Number.POSITIVE_INFINITY;
    lookAfterAccount(state, due.item);
  }
  expireWaiters(state);
  flushWhenDue(state);
}

/** Lets waiting calls try again where something has changed, and starts the next store call there. */
function lookAtDirty(state: CoreState): void {
  for (let account = state.dirty.pop(); account; account = state.dirty.pop()) {
    account.isDirty = false;
    if (account.waiting.size > 0) for (const waiter of [...account.waiting.keys()]) attempt(state, waiter);
    pumpAccount(state, account);
  }
}
