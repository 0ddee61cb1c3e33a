import { holdUnits } from "@/lib/metering/core/admit";
import { takeUnits } from "@/lib/metering/core/lease";
import type { Call, CoreState, Draw } from "@/lib/metering/core/state";

/** Adds drawn units to a running call; a lease that it draws on already is not counted twice. */
export function extendCall(state: CoreState, call: Call, draws: readonly Draw[], moreUnits: number): void {
  const { isFixed } = call.hold;
  for (const { lease, held } of draws) {
    const own = call.draws.find((draw) => draw.lease === lease);
    if (own) {
      takeUnits(state, lease, held, isFixed);
      own.held += held;
    } else {
      holdUnits(state, lease, held, isFixed);
      call.draws.push({ lease, held });
    }
  }
  call.units += moreUnits;
}
