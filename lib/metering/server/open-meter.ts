import { setTimeout as sleep } from "node:timers/promises";
import type { Env } from "@/lib/env";
import type { Alarm, CoreFigures, CoreSettings } from "@/lib/metering/core/types";
import { coreSettings } from "@/lib/metering/server/core-settings";
import type { JournalDisk } from "@/lib/metering/server/journal/journal-disk";
import { type Journal, type JournalFigures, openJournal } from "@/lib/metering/server/journal/open-journal";
import { RunningCore } from "@/lib/metering/server/running-core";
import { openStore, type Store, type StoreFigures } from "@/lib/metering/server/store/open-store";
import type { Meter } from "@/lib/metering/types";
import { log } from "@/lib/server/log";

const tickMs = 25;
const openAgainMs = 500;

export type MeterOptions = {
  door: "gateway" | "portal";
  /** The journal's folder, for this process alone. */
  folder: string;
  /** Names the database; the meter opens a pool of its own. */
  database: Env;
  journalMaxMb?: number | undefined;
  /** Another process has this node's name: nothing more is admitted. */
  onFenced?: (() => void) | undefined;
  /** What differs from the design's values; for tests, as is the disk. */
  settings?: Partial<CoreSettings> | undefined;
  disk?: JournalDisk | undefined;
};

export type MeterFigures = {
  /** Null until the journal is open. */
  core: CoreFigures | null;
  journal: JournalFigures | null;
  store: StoreFigures | null;
  alarms: Readonly<Partial<Record<Alarm, number>>>;
  /** This machine's wall clock minus the store's. */
  clockDriftMs: number;
};

export type OpenedMeter = Meter & {
  /** Null until the journal is open. */
  nodeId(): string | null;
  figures(): MeterFigures;
  /** Lets everything go at once. What is not in the ledger yet is in the journal, for the next start. */
  close(): Promise<void>;
};

type Opened = { core: RunningCore; journal: Omit<Journal, "recovered">; store: Store };

/**
 * The meter of one process. It opens its journal in the background and tries again until it has it, for example while
 * the process before it still holds the folder; until then it admits nothing, and the log says why.
 */
export function openMeter(options: MeterOptions): OpenedMeter {
  const given = { door: options.door, ttlMs: options.database.LEASE_TTL_MS };
  const settings = coreSettings(given, options.settings);
  let opened: Opened | null = null;
  let isClosed = false;
  let room: "ok" | "full" | "failed" = "ok";
  let onDrained: (() => void) | null = null;

  function toRoom(state: typeof room): void {
    room = state;
    opened?.core.run({ type: "journal_room", state });
  }
  function onStop(reason: "drained" | "fenced"): void {
    onDrained?.();
    if (reason === "fenced") options.onFenced?.();
  }

  async function openOnce(): Promise<boolean> {
    const found = await openJournal(
      {
        folder: options.folder,
        maxMb: options.journalMaxMb,
        maxOutcomes: settings.maxQueuedRecords,
        disk: options.disk,
      },
      {
        onSynced: (pos) => opened?.core.run({ type: "synced", pos }),
        onFailed: () => toRoom("failed"),
        onRoom: toRoom,
      },
    );
    if (!found) return false;
    const { recovered, ...journal } = found;
    if (isClosed) {
      await journal.close();
      return true;
    }
    const store = openStore(options.database, `faregate-${options.door}-meter`, journal.nodeId);
    const core = new RunningCore({ ...settings, nodeId: journal.nodeId }, { journal, store, onStop });
    opened = { core, journal, store };
    core.run({ type: "opened", journal: recovered, bootedAgain: recovered.rebooted });
    if (room !== "ok") core.run({ type: "journal_room", state: room });
    return true;
  }

  async function keepOpening(): Promise<void> {
    for (let said = ""; !isClosed; await sleep(openAgainMs)) {
      let problem: string;
      try {
        if (await openOnce()) return;
        problem = "another process holds the folder";
      } catch (error) {
        problem = error instanceof Error ? error.message : String(error);
      }
      if (problem !== said) {
        log().error({ folder: options.folder, problem }, "the journal cannot be opened; no metered call is admitted");
      }
      said = problem;
    }
  }
  const opening = keepOpening();
  const timer = setInterval(() => opened?.core.run({ type: "tick" }), tickMs);

  return {
    reserve: (hold) => opened?.core.reserve(hold) ?? { status: "not_ready", reason: "no_journal" },
    whenJournalled(then) {
      if (opened) opened.journal.afterWrite(then);
      else then(false);
    },
    settle: (admission, ending) => opened?.core.settle(admission, ending),
    progress: (admission, units) => opened?.core.run({ type: "progress", admission, units }),
    extend: (admission, moreUnits) => opened?.core.extend(admission, moreUnits) ?? Promise.resolve(false),
    now: () => opened?.core.now() ?? new Date(),
    notReady: () => (opened ? opened.core.notReady() : "no_journal"),
    tenantChanged: (tenantId) => opened?.core.run({ type: "tenant_changed", tenantId }),
    recalled: (accountId) => opened?.core.run({ type: "recalled", accountId }),
    async drain(ms) {
      const core = opened?.core;
      if (!core) return;
      const drained = new Promise<void>((resolve) => {
        onDrained = resolve;
      });
      core.run({ type: "drain" });
      await Promise.race([drained, sleep(ms, undefined, { ref: false })]);
    },
    nodeId: () => opened?.journal.nodeId ?? null,
    figures: () => ({
      core: opened?.core.figures() ?? null,
      journal: opened?.journal.figures() ?? null,
      store: opened?.store.figures() ?? null,
      alarms: opened?.core.alarms ?? {},
      clockDriftMs: opened ? Date.now() - opened.core.now().getTime() : 0,
    }),
    async close() {
      if (isClosed) return;
      isClosed = true;
      clearInterval(timer);
      await opening;
      opened?.core.close();
      await opened?.store.close();
      await opened?.journal.close();
    },
  };
}
