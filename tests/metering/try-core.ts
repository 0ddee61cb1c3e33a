import { createCore } from "@/lib/metering/core/create-core";
import type { CoreState } from "@/lib/metering/core/state";
import { step } from "@/lib/metering/core/step";
import type { CoreSettings, Effect, Input, StoreAnswer, StoreRequest } from "@/lib/metering/core/types";
import { recallOutcomes } from "@/lib/metering/journal/recall-outcomes";
import type { JournalRecord, RecoveredJournal } from "@/lib/metering/journal/types";
import type { AccountKind, AccountRef, Admission, HoldRequest, Reservation, Source } from "@/lib/metering/types";
import type { Failed } from "./model/fail";
import { createTables, type Entitlement, entitlementKey, type Tables } from "./model/tables";
import { modelStore } from "./model-store";

export const startMs = Date.UTC(2026, 0, 15);
export const period = { start: new Date(Date.UTC(2026, 0, 1)), end: new Date(Date.UTC(2026, 1, 1)) };

export const trySettings: CoreSettings = {
  nodeId: "nod_a",
  door: "gateway",
  ttlMs: 60_000,
  graceMs: 2_000,
  coverMs: 90_000,
  idleCloseMs: 10_000,
  negativeMs: 250,
  waitMs: 250,
  flushEveryMs: 250,
  flushBatch: 500,
  maxQueuedRecords: 10_000,
  powerKinds: [],
};

type Unstamped<One> = One extends unknown ? Omit<One, "monoMs" | "wallMs"> : never;
export type Told = Unstamped<Input>;
type Ask = (request: StoreRequest, nowMs: number) => StoreAnswer | Failed | null;

/** Time that all nodes of a test share. */
export type Clock = { ms: number };

/** A node's core with its journal in memory. The store answers at once where `ask` does; null keeps a call pending. */
export class TriedNode {
  readonly settings: CoreSettings;
  core: CoreState;
  records: JournalRecord[] = [];
  pending: { call: number; request: StoreRequest }[] = [];
  answers = new Map<number, Reservation>();
  extended = new Map<number, boolean>();
  alarms: string[] = [];
  stopped: string | null = null;
  wallSkewMs = 0;
  #sleptMs = 0;
  #ticket = 0;

  constructor(
    readonly clock: Clock,
    public ask: Ask,
    settings: Partial<CoreSettings> = {},
  ) {
    this.settings = { ...trySettings, ...settings };
    this.core = createCore(this.settings);
  }

  /** Opens an empty journal, or what an earlier start has left. */
  open(journal: Partial<RecoveredJournal> = {}): this {
    const empty = { nodeId: this.settings.nodeId, epoch: 0, records: [], lastPos: 0, lastSeq: 0, cursor: 0 };
    const whole = { missingSeqs: [], moreFromSeq: null, rebooted: false, torn: 0, corrupt: 0 };
    this.tell({ type: "opened", journal: { ...empty, ...whole, ...journal }, bootedAgain: false });
    return this;
  }

  /** One step; store calls that `ask` answers are answered until nothing more happens. */
  tell(told: Told): Effect[] {
    const effects = this.step(told);
    this.settleCalls();
    return effects;
  }

  /** One step, with no answer of the store. */
  step(told: Told): Effect[] {
    const monoMs = this.clock.ms - this.#sleptMs - startMs + 1_000;
    const effects = step(this.core, { ...told, monoMs, wallMs: this.clock.ms + this.wallSkewMs } as Input);
    for (const effect of effects) this.#take(effect);
    return effects;
  }

  settleCalls(): void {
    let count = 0;
    for (let i = 0; i < this.pending.length; ) {
      if (++count > 10_000) throw new Error(`asked without end: ${JSON.stringify(this.pending[i])}`);
      const { call, request } = this.pending[i] as (typeof this.pending)[number];
      const answer = this.ask(request, this.clock.ms);
      if (answer === null) i++;
      else {
        this.pending.splice(i, 1);
        this.reply(call, answer);
        i = 0;
      }
    }
  }

  reply(call: number, answer: StoreAnswer | Failed): Effect[] {
    if ("failure" in answer) return this.step({ type: "failure", call, failure: answer.failure });
    return this.step({ type: "answer", call, answer });
  }

  reserve(hold: HoldRequest): number {
    const ticket = ++this.#ticket;
    this.tell({ type: "reserve", ticket, hold });
    return ticket;
  }

  /** Reserves and answers what was said; waits in ticks where the core waits. */
  asks(hold: HoldRequest): Reservation {
    const ticket = this.reserve(hold);
    for (let i = 0; i < 12 && !this.answers.has(ticket); i++) this.pass(50);
    const answer = this.answers.get(ticket);
    if (!answer) throw new Error("no answer");
    return answer;
  }

  extend(admission: Admission, moreUnits: number): boolean {
    const ticket = ++this.#ticket;
    this.tell({ type: "extend", ticket, admission, moreUnits });
    for (let i = 0; i < 12 && !this.extended.has(ticket); i++) this.pass(50);
    return this.extended.get(ticket) ?? false;
  }

  ok(admission: Admission, units: number): Effect[] {
    return this.tell({ type: "settle", admission, ending: { outcome: "ok", units, log: "" } });
  }

  void(admission: Admission): Effect[] {
    return this.tell({ type: "settle", admission, ending: { outcome: "void", log: "" } });
  }

  pass(ms: number): void {
    for (let passed = 0; passed < ms; passed += 50) {
      this.clock.ms += Math.min(50, ms - passed);
      this.tell({ type: "tick" });
    }
  }

  /** The machine sleeps: time passes, but not on its monotonic clock. */
  sleep(ms: number): void {
    this.clock.ms += ms;
    this.#sleptMs += ms;
  }

  of<Type extends JournalRecord["type"]>(type: Type): Extract<JournalRecord, { type: Type }>[] {
    return this.records.filter((record): record is Extract<JournalRecord, { type: Type }> => record.type === type);
  }

  #take(effect: Effect): void {
    if (effect.type === "append") this.records.push(effect.record);
    if (effect.type === "call") this.pending.push(effect);
    if (effect.type === "answer") this.answers.set(effect.ticket, effect.reservation);
    if (effect.type === "extended") this.extended.set(effect.ticket, effect.granted);
    if (effect.type === "alarm") this.alarms.push(effect.alarm);
    if (effect.type === "stop") this.stopped = effect.reason;
    if (effect.type === "reread") {
      const all = { firstPos: 0, lastPos: Number.POSITIVE_INFINITY, minSeq: 0, maxSeq: Number.POSITIVE_INFINITY };
      const names = { posOf: () => undefined, opens: new Map() };
      const { records } = recallOutcomes([all], () => this.records, names, effect.seq, effect.max);
      this.step({ type: "reread", records });
    }
  }
}

/** Nodes on one model of the store, and what one tenant may use of one feature. */
export function tryLedger(units: number | null, settings: Partial<CoreSettings> = {}, nodeIds = ["nod_a"]) {
  const clock: Clock = { ms: startMs };
  const tables = createTables();
  const entitlement: Entitlement = { included: true, units, isPostpaid: false, extras: [] };
  tables.entitlements.set(entitlementKey("tnt_1", "fea_1"), entitlement);
  const ask: Ask = (request, nowMs) => modelStore(tables, request, nowMs);
  const nodes = nodeIds.map((nodeId) => new TriedNode(clock, ask, { ...settings, nodeId }).open());
  const node = nodes[0];
  if (!node) throw new Error("a ledger without a node");
  return { clock, tables, entitlement, ask, nodes, node };
}

export function refOf(kind: "quota" | "overage" | "cap" = "quota"): AccountRef {
  const keyId = kind === "cap" ? "key_1" : null;
  return { name: kind, kind, tenantId: "tnt_1", mode: "live", featureId: "fea_1", keyId, period, accountId: null };
}

export function lotRef(accountId: string): AccountRef {
  const none = { featureId: null, keyId: null, period: null };
  return { name: accountId, kind: "credit", tenantId: "tnt_1", mode: "live", accountId, ...none };
}

export const quota: Source = { kind: "quota", account: refOf("quota") };
let requests = 0;

export function holdOf(units = 1, more: Partial<HoldRequest> = {}): HoldRequest {
  const names = { tenantId: "tnt_1", keyId: "key_1", routeId: "rte_1", featureId: "fea_1", mode: "live" as const };
  const requestId = `req_${++requests}`;
  return { requestId, ...names, units, isFixed: true, minUnits: units, caps: [], sources: [quota], ...more };
}

export function granted(reservation: Reservation | undefined): Admission {
  if (reservation?.status !== "granted") throw new Error(`not granted: ${JSON.stringify(reservation)}`);
  return reservation.admission;
}

export function accountOf(tables: Tables, kind: AccountKind) {
  const account = [...tables.accounts.values()].find((row) => row.kind === kind);
  if (!account) throw new Error(`no account of ${kind}`);
  return account;
}
