import type { Standing } from "@/lib/entitlements/types";
import type { HeldCatalog } from "@/lib/gateway/server/held-catalog";
import type { KeyCache } from "@/lib/gateway/server/key-cache";
import type { Meter } from "@/lib/metering/types";
import type { FeedChange } from "@/lib/server/change-feed";
import type { LoadedMap } from "@/lib/server/loaded-map";

type Held = {
  keys: KeyCache;
  standings: LoadedMap<Standing | null>;
  catalog: HeldCatalog;
  meter: Pick<Meter, "tenantChanged" | "recalled">;
};

/** Brings what is held in memory up to date with one change that was announced. */
export function applyChanges({ keys, standings, catalog, meter }: Held): (change: FeedChange) => void {
  let changedKeys: Set<string> | null = null;

  /** Changes come in bursts, and each look through all keys takes its time: one for all of a turn. */
  function forgetKey(keyId: string): void {
    if (changedKeys) {
      changedKeys.add(keyId);
      return;
    }
    changedKeys = new Set([keyId]);
    queueMicrotask(() => {
      keys.forget(changedKeys);
      changedKeys = null;
    });
  }

  return (change) => {
    switch (change.subject) {
      case "all":
        keys.forget(null);
        standings.clear();
        catalog.reloadUntilDone();
        meter.tenantChanged(null);
        break;
      case "tenant":
        standings.invalidate(change.subjectId);
        meter.tenantChanged(change.subjectId);
        break;
      case "key":
        forgetKey(change.subjectId);
        // The key's budget is an account of the tenant's.
        if (change.tenantId !== null) meter.tenantChanged(change.tenantId);
        break;
      case "recall":
        meter.recalled(change.subjectId);
        break;
      case "catalog":
        catalog.reloadUntilDone();
    }
  };
}
