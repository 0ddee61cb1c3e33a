import type { CoreSettings } from "@/lib/metering/core/types";
import type { StoreTimes } from "../model/tables";
import { createRandom, type Random } from "./random";

/** Chances of each fault, per tick of a node or per call to the store. 0 switches it off for the seed. */
export type FaultRates = {
  /** Per call to the store. */
  drop: number;
  duplicate: number;
  delay: number;
  cutAfterCommit: number;
  /** Per tick of 50 ms. */
  crash: number;
  powerCut: number;
  flip: number;
  jump: number;
  suspend: number;
  freeze: number;
  partition: number;
  diskFull: number;
  syncError: number;
  wipe: number;
  /** Per second of the store. */
  outage: number;
};

export type Plan = {
  seed: number;
  rates: FaultRates;
  faultsMs: number;
  callsPerSecond: number;
  /** Clocks run wrong by up to so much. */
  driftPpm: number;
  segmentBytes: number;
  maxOutcomes: number;
  times: StoreTimes;
  core: Omit<CoreSettings, "nodeId" | "door">;
};

/** A node ticks this often. */
export const tickMs = 50;

/** How hard a seed is, and in which way: each fault is at work in about half of all seeds, so that they meet in many ways. */
export function createPlan(seed: number): { plan: Plan; random: Random } {
  const random = createRandom(seed);
  const some = (rate: number) => (random.chance(0.5) ? rate : 0);
  // A calm seed now and then: what breaks without any fault must be seen without any.
  const rates: FaultRates = random.chance(0.05) ? noFaults : faultRates(some, random);
  const ttlMs = 6_000;
  const graceMs = 2_000;
  const plan: Plan = {
    seed,
    rates,
    faultsMs: random.chance(0.15) ? 14_000 : random.between(2_000, 7_000),
    callsPerSecond: random.pick([4, 12, 30]),
    driftPpm: random.pick([0, 0, 50, 200]),
    segmentBytes: random.pick([2_048, 8_192, 65_536]),
    maxOutcomes: random.pick([5, 1_000]),
    times: {
      graceMs,
      silenceMs: ttlMs + graceMs,
      freshOrphanMs: 4_000,
      creditHoldMs: 12_000,
      aliveMs: 6_000,
      restoreHoldMs: 5_000,
    },
    core: {
      ttlMs,
      graceMs,
      coverMs: random.pick([1_000, 9_000]),
      idleCloseMs: 1_500,
      negativeMs: 250,
      waitMs: 250,
      flushEveryMs: 250,
      flushBatch: random.pick([3, 20, 500]),
      maxQueuedRecords: random.pick([10, 100, 10_000]),
      powerKinds: ["credit", "cap"],
    },
  };
  return { plan, random };
}

function faultRates(some: (rate: number) => number, random: Random): FaultRates {
  // Either the wall clock is set or the machine sleeps: one sign cannot tell both apart.
  const isJumpy = random.chance(0.5);
  return {
    drop: some(0.05),
    duplicate: some(0.05),
    delay: some(0.1),
    cutAfterCommit: some(0.02),
    crash: some(0.005),
    powerCut: some(0.0015),
    flip: random.chance(0.1) ? 0.001 : 0,
    jump: isJumpy ? some(0.001) : 0,
    suspend: isJumpy ? 0 : some(0.001),
    freeze: some(0.001),
    partition: some(0.001),
    diskFull: random.chance(0.15) ? 0.001 : 0,
    syncError: random.chance(0.15) ? 0.002 : 0,
    wipe: random.chance(0.1) ? 0.001 : 0,
    outage: some(0.03),
  };
}

const noFaults: FaultRates = {
  drop: 0,
  duplicate: 0,
  delay: 0,
  cutAfterCommit: 0,
  crash: 0,
  powerCut: 0,
  flip: 0,
  jump: 0,
  suspend: 0,
  freeze: 0,
  partition: 0,
  diskFull: 0,
  syncError: 0,
  wipe: 0,
  outage: 0,
};
