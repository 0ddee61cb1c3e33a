import type { createCore } from "@/lib/metering/core/create-core";
import type { Alarm, CoreSettings, Effect, Input, StoreAnswer, StoreRequest } from "@/lib/metering/core/types";
import type { RecoveredJournal } from "@/lib/metering/journal/types";
import type { Admission, Ending, HoldRequest, Reservation } from "@/lib/metering/types";
import type { Failed } from "../model/fail";
import type { DrawRow, Tables } from "../model/tables";
import type { Agenda } from "./agenda";
import type { Book } from "./book";
import type { Clock } from "./clock";
import type { Disk } from "./disk";
import type { Plan } from "./plan";
import type { Random } from "./random";
import type { SimJournal, Written } from "./sim-journal";
import type { Lot, Tenant } from "./tenants";

export type Core = ReturnType<typeof createCore>;

/** One gateway process and the machine it runs on. */
export type SimNode = {
  index: number;
  /** New when the data directory was lost. */
  nodeId: string;
  /** Counts starts; what was scheduled in an earlier life is not heard any more. */
  life: number;
  core: Core | null;
  clock: Clock;
  disk: Disk;
  bootId: string;
  journal: SimJournal | null;
  /** While frozen, what comes in waits here. */
  frozenUntilMs: number;
  /** While the whole machine sleeps, not only the process. */
  isAsleepSinceMs: number | null;
  deferred: (() => void)[];
  /** When it last woke, or was started. */
  awakeSinceMs: number;
  /** Cut off from the store until then. */
  partitionedUntilMs: number;
  /** The next append is torn and the process with it. */
  tearsNext: boolean;
  syncDue: boolean;
  /** By ticket. */
  waiting: Map<number, { call: Call; stream: ((granted: boolean) => void) | null }>;
  nextTicket: number;
  /** By call number of the core. */
  pending: Set<number>;
  /** Lots as this node's snapshot has them. */
  lots: Map<string, Lot[]>;
  /** Calls in flight by the position of their ADMIT, in this life. */
  admitted: Map<number, Call>;
  leaseNames: Map<number, { leaseId: string | null; accountId: string; written: Written }>;
};

/** What the upstream does with one call, decided beforehand. */
export type Script = {
  kind: "answers" | "connect_fails" | "fails" | "caller_leaves" | "stream";
  afterMs: number;
  /** What the upstream reports: also nonsense. */
  reported: number;
};

export type Call = {
  requestId: string;
  tenant: Tenant;
  hold: HoldRequest;
  script: Script;
  askedAtMs: number;
  node: SimNode;
  nodeId: string;
  life: number;
  reservation: Reservation["status"] | null;
  admission: Admission | null;
  admit: Written | null;
  isAdmitLost: boolean;
  /** A bit of its records was turned over. */
  isDamaged: boolean;
  /** The LEASE_OPENs of what it was admitted on; where a bit of one was turned over, that draw is forgotten. */
  leaseOpens: Written[];
  isDrawDamaged: boolean;
  outcome: Written | null;
  isOutcomeLost: boolean;
  /** The journal could not take it: the ledger has it from memory, if the process lived. */
  isOutcomeUnwritten: boolean;
  /** Outcome in the ledger already. */
  isBooked: boolean;
  /** Units drawn when admitted, by account. */
  draws: { accountId: string; leaseId: string | null; cost: number }[];
  /** Units that the ledger does not know of yet; firm: they will not come back. */
  pending: { accountId: string; leaseId: string | null; cost: number }[];
  isFirm: boolean;
  heldUnits: number;
  progress: number[];
  ending: Ending | null;
  /** The upstream's own log: did it work for this call, and how much. */
  isExecuted: boolean;
  executedUnits: number;
};

/** A change to the engine that must be found out. */
export type Defect = {
  name: string;
  settings?: (settings: CoreSettings) => CoreSettings;
  store?: (
    tables: Tables,
    request: StoreRequest,
    nowMs: number,
    next: (request: StoreRequest) => StoreAnswer | Failed,
  ) => StoreAnswer | Failed;
  reap?: (tables: Tables, nowMs: number) => void;
  recovered?: (journal: RecoveredJournal) => RecoveredJournal;
  input?: (input: Input, node: SimNode, world: World) => Input;
  effects?: (effects: Effect[], node: SimNode, world: World) => Effect[];
  /** Runs beside the worker, twice a second. */
  house?: (world: World) => void;
  /** Reports a sync before it was done. */
  syncsEarly?: boolean;
  /** Reads nothing behind a damaged record. */
  isBlindBehindDamage?: boolean;
};

export type World = {
  plan: Plan;
  random: Random;
  agenda: Agenda;
  tables: Tables;
  nodes: SimNode[];
  tenants: Tenant[];
  /** All lots that were ever sold, by tenant. */
  lots: Map<string, Lot[]>;
  calls: Call[];
  byRequest: Map<string, Call>;
  areFaultsOn: boolean;
  storeDownUntilMs: number;
  /** Does what a core asks for (effects.ts). */
  perform: (node: SimNode, effects: Effect[]) => void;
  defect: Defect | null;
  problems: string[];
  alarms: Map<Alarm, number>;
  books: Map<string, Book>;
  /** Units of each lease that calls have drawn and the ledger does not know of yet. */
  unbooked: Map<string, number>;
  /** From then on everything has worked for a while. */
  calmSinceMs: number;
  lostNodeIds: Set<string>;
  /** Nodes whose power was cut or whose disk was damaged: only they may have gaps. */
  harmedNodeIds: Set<string>;
  /** Nodes that had a bit turned over: any one of their records may be gone. */
  damagedNodeIds: Set<string>;
  /** By node and seq; filled at the end. */
  drawsOf: Map<string, DrawRow[]>;
  counts: { admitted: number; exhausted: number; held: number; unknown: number; notReady: number; other: number };
  log: ((line: string) => void) | null;
};

/** A rule was broken: the seed fails. Only the first few are of use. */
export function report(world: World, problem: string): void {
  world.log?.(`!! ${problem}`);
  if (world.problems.length < 20) world.problems.push(`${world.agenda.nowMs} ${problem}`);
}
