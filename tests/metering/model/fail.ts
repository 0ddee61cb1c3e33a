import type { StoreFailure } from "@/lib/metering/core/types";

/** A function that raised: nothing of it was done. */
export type Failed = { failure: StoreFailure };

export function fail(kind: StoreFailure["kind"]): Failed {
  return { failure: { kind } };
}
