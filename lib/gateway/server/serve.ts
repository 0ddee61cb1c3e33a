import { admit } from "@/lib/gateway/server/admit";
import { answerRefusal } from "@/lib/gateway/server/answer-refusal";
import type { Judged, Pass } from "@/lib/gateway/server/asked";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { passOn } from "@/lib/gateway/server/pass-on";
import { refuseUnsent } from "@/lib/gateway/server/refuse-unsent";
import { notReady } from "@/lib/gateway/server/reserve-units";
import type { Call, Refusal, Seen, Sink } from "@/lib/gateway/types";
import { newId } from "@/lib/id";
import { log } from "@/lib/server/log";

/**
 * Serves one call, at either door: read, identify, decide, reserve, forward, settle – or refuse. Never throws, and
 * always answers or cuts off. Nothing is waited for when key, tenant and lease are in memory.
 */
export function serve(engine: Engine, call: Call, sink: Sink): void {
  const now = new Date();
  const seen: Seen = {
    requestId: newId("request", now),
    now,
    startedMs: performance.now(),
    method: call.method,
    address: null,
    traceId: "",
    read: null,
    api: null,
    route: null,
    key: null,
    digest: null,
    standing: null,
    proven: false,
    ready: null,
  };
  try {
    const admitted = admit(engine, call, seen, sink);
    if (!(admitted instanceof Promise)) answer(engine, call, seen, sink, admitted);
    else {
      admitted
        .then((late) => answer(engine, call, seen, sink, late))
        .catch((err: unknown) => answerFault(engine, seen, sink, err));
    }
  } catch (err) {
    answerFault(engine, seen, sink, err);
  }
}

function answer(engine: Engine, call: Call, seen: Seen, sink: Sink, admitted: Judged | "answered"): void {
  if (admitted === "answered") return;
  if ("code" in admitted) answerRefusal(engine, seen, sink, admitted, null);
  else if (admitted.units === null) act(engine, call, seen, sink, admitted, true);
  else engine.meter.whenJournalled((isJournalled) => act(engine, call, seen, sink, admitted, isJournalled));
}

/** A call that holds units goes upstream only once a crash cannot forget it. */
function act(engine: Engine, call: Call, seen: Seen, sink: Sink, pass: Pass, isJournalled: boolean): void {
  try {
    if (isJournalled) passOn(engine, call, seen, sink, pass);
    else refuseUnsent(engine, seen, sink, pass, notReady);
  } catch (err) {
    answerFault(engine, seen, sink, err, pass);
  }
}

/** @param pass what the call holds, if it may pass. */
function answerFault(engine: Engine, seen: Seen, sink: Sink, err: unknown, pass: Pass | null = null): void {
  log().error({ err, requestId: seen.requestId }, "a call could not be served");
  const refusal: Refusal = { code: "internal_error" };
  try {
    seen.ready = null;
    if (pass) refuseUnsent(engine, seen, sink, pass, refusal);
    else answerRefusal(engine, seen, sink, refusal, null);
  } catch {
    sink.reset();
  }
}
