import type { StoreAnswer, StoreFailure, StoreRequest } from "@/lib/metering/core/types";
import type { Failed } from "../model/fail";
import { modelStore } from "../model-store";
import { announceRecall } from "./changes";
import { checkCommit } from "./check-commit";
import { deliver, feed } from "./processes";
import { report, type SimNode, type World } from "./world";

/** How long PostgreSQL lets a statement run: a request that arrives late is not executed after that. */
const statementMs = 2_000;

/** Sends a request of the core to the store, over a network that loses, repeats and delays. */
export function callStore(world: World, node: SimNode, call: number, request: StoreRequest, timeoutMs: number): void {
  const { random, agenda, plan } = world;
  const rates = plan.rates;
  const { life } = node;
  const isFaulty = world.areFaultsOn;
  node.pending.add(call);
  const end = (result: StoreAnswer | Failed) => {
    if (!node.pending.delete(call)) return;
    if ("epoch" in result && node.journal) node.journal.epoch = result.epoch;
    if ("failure" in result) feed(world, node, { type: "failure", call, failure: result.failure });
    else feed(world, node, { type: "answer", call, answer: result });
  };
  const failLater = (kind: StoreFailure["kind"], afterMs: number) =>
    deliver(world, node, life, afterMs, () => end({ failure: { kind } }));
  const latency = () => random.between(1, 5);

  failLater("unknown", timeoutMs);
  if (agenda.nowMs < node.partitionedUntilMs || agenda.nowMs < world.storeDownUntilMs) {
    failLater("not_done", latency());
    return;
  }
  if (isFaulty && random.chance(rates.drop)) return;
  const wayThereMs = isFaulty && random.chance(rates.delay) ? random.between(5, statementMs) : latency();
  const wayBackMs = isFaulty && random.chance(rates.delay) ? random.between(5, 5_000) : latency();
  const isCut = isFaulty && random.chance(rates.cutAfterCommit);
  const isAnswerLost = isFaulty && random.chance(rates.drop);
  agenda.at(agenda.nowMs + wayThereMs, () => {
    const result = execute(world, request);
    if (!result || isCut) return void failLater("unknown", 1);
    if (!isAnswerLost) deliver(world, node, life, wayBackMs, () => end(result));
  });
  // A name is taken once only: a second opening would be another process.
  if (isFaulty && request.fn !== "node_open" && random.chance(rates.duplicate))
    agenda.at(agenda.nowMs + random.between(1, statementMs), () => void execute(world, request));
}

/** One transaction of the store, or null while it is away. */
function execute(world: World, request: StoreRequest): StoreAnswer | Failed | null {
  const { tables, agenda, defect } = world;
  const { nowMs } = agenda;
  if (nowMs < world.storeDownUntilMs) return null;
  const next = (asked: StoreRequest) => modelStore(tables, asked, nowMs);
  const result = defect?.store ? defect.store(tables, request, nowMs, next) : next(request);
  if (world.log) world.log(`store ${JSON.stringify(request)} → ${JSON.stringify(result)}`);
  checkCommit(world, request);
  if (request.fn === "lease_recall") announceRecall(world, request.accountId);
  if ("failure" in result && result.failure.kind === "gap") report(world, `I5: a flush left a gap: ${request.fn}`);
  return result;
}
