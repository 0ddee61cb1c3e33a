import type { CoreSettings } from "@/lib/metering/core/types";

type Given = Pick<CoreSettings, "door" | "ttlMs">;

/** The values of the design (metering.md, 4 to 9) but for what an instance sets itself. */
export function coreSettings(given: Given, over: Partial<CoreSettings> = {}): Omit<CoreSettings, "nodeId"> {
  return {
    graceMs: 2_000,
    coverMs: 90_000,
    idleCloseMs: 10_000,
    negativeMs: 250,
    waitMs: 250,
    flushEveryMs: 100,
    flushBatch: 500,
    maxQueuedRecords: 20_000,
    powerKinds: ["credit", "cap"],
    ...given,
    ...over,
  };
}
