import { answerRefusal } from "@/lib/gateway/server/answer-refusal";
import type { Pass } from "@/lib/gateway/server/asked";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { notReady } from "@/lib/gateway/server/reserve-units";
import type { Seen, Sink } from "@/lib/gateway/types";

/** Gives back what a call holds whose record the journal could not take, and refuses it. */
export function refuseUnwritten(engine: Engine, seen: Seen, sink: Sink, pass: Pass): void {
  const gateUs = Math.round((performance.now() - seen.startedMs) * 1000);
  const settle = (row: object): void => {
    if (pass.units) engine.meter.settle(pass.units.admission, { outcome: "void", log: JSON.stringify(row) });
  };
  answerRefusal(engine, seen, sink, notReady, { gateUs, upstreamMs: 0, upstreamStatus: null, pass, settle });
}
