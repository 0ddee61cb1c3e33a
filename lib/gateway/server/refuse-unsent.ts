import { answerRefusal } from "@/lib/gateway/server/answer-refusal";
import type { Pass } from "@/lib/gateway/server/asked";
import type { Engine } from "@/lib/gateway/server/open-engine";
import type { Refusal, Seen, Sink } from "@/lib/gateway/types";

/** Refuses a call that may have passed and did not reach an upstream; what it holds is given back, whatever happens. */
export function refuseUnsent(engine: Engine, seen: Seen, sink: Sink, pass: Pass, refusal: Refusal): void {
  const { units } = pass;
  const gateUs = Math.round((performance.now() - seen.startedMs) * 1000);
  const giveBack = (log: string): void => {
    if (units) engine.meter.settle(units.admission, { outcome: "void", log });
  };
  const settle = (row: object): void => giveBack(JSON.stringify(row));
  try {
    answerRefusal(engine, seen, sink, refusal, { gateUs, upstreamMs: 0, upstreamStatus: null, pass, settle });
  } finally {
    // A second ending is ignored.
    giveBack("");
  }
}
