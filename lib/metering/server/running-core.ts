import { createCore } from "@/lib/metering/core/create-core";
import { figures } from "@/lib/metering/core/figures";
import { notReady } from "@/lib/metering/core/not-ready";
import type { CoreState } from "@/lib/metering/core/state";
import { step } from "@/lib/metering/core/step";
import { storeNow } from "@/lib/metering/core/store-now";
import type { Alarm, CoreFigures, CoreSettings, Effect, Input } from "@/lib/metering/core/types";
import { emptyList } from "@/lib/metering/empty-list";
import type { Journal } from "@/lib/metering/server/journal/open-journal";
import type { Store } from "@/lib/metering/server/store/open-store";
import type { Admission, Ending, HoldRequest, NotReady, Reservation } from "@/lib/metering/types";
import { log } from "@/lib/server/log";

/** An input before its clocks are read. */
type Happening = Input extends infer One ? (One extends Input ? Omit<One, "monoMs" | "wallMs"> : never) : never;

export type CorePorts = {
  journal: Omit<Journal, "recovered">;
  store: Store;
  onStop(reason: "drained" | "fenced"): void;
};

/** The pure core with its clocks, its journal and its store: does what each step asks for, in order. */
export class RunningCore {
  readonly alarms: Partial<Record<Alarm, number>> = {};
  private readonly state: CoreState;
  private readonly effects: Effect[] = [];
  private readonly later: Input[] = [];
  private isRunning = false;
  private isClosed = false;
  private tickets = 0;
  /** The call that waits on the stack for its answer, and the answer. */
  private directTicket = 0;
  private direct: Reservation | null = null;
  private readonly waiting = new Map<number, (reservation: Reservation) => void>();
  private readonly extending = new Map<number, (granted: boolean) => void>();

  constructor(
    settings: CoreSettings,
    private readonly ports: CorePorts,
  ) {
    this.state = createCore(settings);
  }

  reserve(hold: HoldRequest): Reservation | Promise<Reservation> {
    const ticket = ++this.tickets;
    this.directTicket = ticket;
    this.direct = null;
    this.take({ type: "reserve", monoMs: 0, wallMs: 0, ticket, hold });
    const answer: Reservation | null = this.direct;
    this.directTicket = 0;
    return answer ?? new Promise((resolve) => this.waiting.set(ticket, resolve));
  }

  settle(admission: Admission, ending: Ending): void {
    this.take({ type: "settle", monoMs: 0, wallMs: 0, admission, ending });
  }

  extend(admission: Admission, moreUnits: number): Promise<boolean> {
    const ticket = ++this.tickets;
    return new Promise((resolve) => {
      this.extending.set(ticket, resolve);
      this.run({ type: "extend", ticket, admission, moreUnits });
    });
  }

  now = (): Date => new Date(storeNow(this.state, performance.now()));

  notReady = (): NotReady | null => notReady(this.state);

  figures = (): CoreFigures => figures(this.state, performance.now());

  /** Something that happens more rarely than once a call. */
  run(happening: Happening): void {
    this.take({ ...happening, monoMs: 0, wallMs: 0 });
  }

  /** Nothing happens any more; who still waits is told that nobody knows. */
  close(): void {
    this.isClosed = true;
    for (const resolve of this.waiting.values()) resolve({ status: "unknown" });
    for (const resolve of this.extending.values()) resolve(false);
    this.waiting.clear();
    this.extending.clear();
  }

  /** One thing after the other: what happens while a step's effects are carried out waits for its end. */
  private take(input: Input): void {
    if (this.isClosed) return;
    if (this.isRunning) {
      this.later.push(input);
      return;
    }
    this.isRunning = true;
    try {
      for (let next: Input | undefined = input; next; next = this.later.shift()) {
        next.monoMs = performance.now();
        next.wallMs = Date.now();
        emptyList(this.effects);
        step(this.state, next, this.effects);
        this.carryOut(this.effects);
      }
    } finally {
      this.isRunning = false;
    }
  }

  private carryOut(effects: readonly Effect[]): void {
    for (let i = 0; i < effects.length; i++) {
      const effect = effects[i] as Effect;
      if (effect.type === "append") {
        if (this.ports.journal.append(effect.record)) continue;
        // Before anything else happens, the core must know that the rest of this step did not.
        const undone = effects.slice(i);
        this.later.unshift({ type: "append_failed", monoMs: 0, wallMs: 0, pos: effect.record.pos, undone });
        // A record that is too large for any journal says nothing about its room.
        const room = this.ports.journal.room();
        if (room !== "ok") this.run({ type: "journal_room", state: room });
        return;
      }
      this.carryOutOne(effect);
    }
  }

  private carryOutOne(effect: Exclude<Effect, { type: "append" }>): void {
    const { journal } = this.ports;
    switch (effect.type) {
      case "answer":
        this.answer(effect.ticket, effect.reservation);
        return;
      case "extended":
        this.extending.get(effect.ticket)?.(effect.granted);
        this.extending.delete(effect.ticket);
        return;
      case "sync":
        journal.sync();
        return;
      case "call":
        this.call(effect);
        return;
      case "reread":
        this.run({ type: "reread", records: journal.reread(effect.seq, effect.max) });
        return;
      case "flushed":
        journal.flushed(effect.seq);
        return;
      case "alarm":
        this.alarms[effect.alarm] = (this.alarms[effect.alarm] ?? 0) + 1;
        log().error({ alarm: effect.alarm, detail: effect.detail }, "the meter raises an alarm");
        return;
      case "stop":
        this.ports.onStop(effect.reason);
        return;
    }
  }

  private answer(ticket: number, reservation: Reservation): void {
    if (ticket === this.directTicket) {
      this.direct = reservation;
      return;
    }
    this.waiting.get(ticket)?.(reservation);
    this.waiting.delete(ticket);
  }

  private call({ call, request, timeoutMs }: Extract<Effect, { type: "call" }>): void {
    // What the ledger is told must not be unknown to the journal.
    if (request.fn === "usage_flush") this.ports.journal.write();
    void this.ports.store.call(request, timeoutMs).then((result) => {
      if ("failure" in result) {
        this.run({ type: "failure", call, failure: result.failure });
        return;
      }
      if (result.answer.fn === "node_open") this.ports.journal.setEpoch(result.answer.epoch);
      this.run({ type: "answer", call, answer: result.answer });
    });
  }
}
