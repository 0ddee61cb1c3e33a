import { addLease, retireLease } from "@/lib/metering/core/lease";
import { clockError, lowCoverMs } from "@/lib/metering/core/limits";
import { schedule } from "@/lib/metering/core/schedule";
import type { Account, CoreState, OpenAcquire, StoreCall } from "@/lib/metering/core/state";
import type { StoreAnswer } from "@/lib/metering/core/types";

type Acquired = Extract<StoreAnswer, { fn: "lease_acquire" }>;

/** Waits between questions while others hold what is lacking. */
const shortWaitsMs = [20, 40, 80] as const;
const recallEveryMs = 100;

/** Takes up a lease, or learns why there is none (§5.8, §19). */
export function takeAcquired(state: CoreState, call: StoreCall, answer: Acquired): void {
  const { account } = call;
  const open = account?.acquire;
  if (!account || !open || call.request.fn !== "lease_acquire" || open.leaseId !== call.request.leaseId) return;
  takeNumbers(account, answer);
  const isCurrent = call.generation === account.generation;
  if (answer.status === "granted") {
    takeGranted(state, account, open, call, answer);
    return;
  }
  if (answer.status === "gone") {
    account.acquire = null;
    // Granted in an answer that was lost, it may live on as an orphan: it is closed like a lease of which nothing is left.
    const terms = { id: open.leaseId, granted: 0, deadline: state.mono, offset: call.offset, isForExtend: false };
    retireLease(state, addLease(state, account, terms));
  }
  if (answer.status === "gone" || !isCurrent) return;
  if (answer.status === "hold") {
    account.holdUntil = state.mono + state.settings.negativeMs;
    return;
  }
  const isOver = answer.status === "frozen" || answer.status === "closed";
  account.negative = {
    at: call.sentAt,
    ceiling: isOver ? 0 : answer.ceiling,
    available: isOver ? 0 : answer.available,
  };
  if (answer.status === "closed" && account.kind !== "credit") {
    account.isKnown = false;
    account.refusal = { status: "outside_period", until: state.mono + 20 };
  }
  waitForOthers(state, account, account.negative.ceiling);
}

function takeNumbers(account: Account, answer: Acquired): void {
  account.posted = answer.posted;
  account.consumed = answer.consumed;
  account.available = answer.available;
  account.heldUnits = answer.heldUnits;
  account.liveNodes = Math.max(1, answer.liveNodes);
  account.hasNumbers = true;
}

function takeGranted(state: CoreState, account: Account, open: OpenAcquire, call: StoreCall, answer: Acquired): void {
  const { idleCloseMs } = state.settings;
  account.acquire = null;
  const deadline = call.sentAt + lifeMs(state, answer.ttlMs);
  // A lot's end is not known here; of a period that is over, only running streams may still draw.
  const isForExtend = open.isExtend && (account.kind === "credit" || answer.nowMs >= account.endMs);
  const { leaseId: id } = open;
  const { offset } = call;
  const lease = addLease(state, account, { id, granted: answer.granted, deadline, offset, isForExtend });
  if (call.generation !== account.generation || isForExtend) retireLease(state, lease);
  account.negative = null;
  account.heldUntil = 0;
  if (deadline > state.mono || isForExtend) {
    account.shortCount = 0;
    account.askAt = 0;
  } else waitForOthers(state, account, 0);
  schedule(state, account, state.mono + Math.min(idleCloseMs, lowCoverMs));
}

/**
 * How long a lease is used. Grace is taken off the full time, which only the store's patience bounds; a lease that ends
 * with its period serves to the end, less what a monotonic clock may lose on the way.
 */
function lifeMs(state: CoreState, ttlMs: number): number {
  const { ttlMs: fullMs, graceMs } = state.settings;
  return Math.min(fullMs - graceMs, Math.floor(ttlMs * (1 - clockError)));
}

/** Enough may exist, but others hold it: they are asked to give back, and the store is asked again a little later (§6). */
function waitForOthers(state: CoreState, account: Account, ceiling: number): void {
  const waitMs = shortWaitsMs[Math.min(account.shortCount, shortWaitsMs.length - 1)] ?? 0;
  account.shortCount++;
  account.askAt = state.mono + waitMs;
  if (ceiling > 0 && state.mono - account.recallSentAt >= recallEveryMs) account.wantsRecall = true;
}
