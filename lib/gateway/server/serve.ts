import { admit } from "@/lib/gateway/server/admit";
import { answerRefusal } from "@/lib/gateway/server/answer-refusal";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { passOn } from "@/lib/gateway/server/pass-on";
import type { Call, Seen, Sink } from "@/lib/gateway/types";
import { newId } from "@/lib/id";
import { log } from "@/lib/server/log";

/**
 * Serves one call, at either door: read, identify, decide, reserve, forward, settle – or refuse. Never rejects, and
 * always answers or cuts off.
 */
export async function serve(engine: Engine, call: Call, sink: Sink): Promise<void> {
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
  };
  try {
    const passed = await admit(engine, call, seen, sink);
    if (passed === "answered") return;
    if ("code" in passed) answerRefusal(engine, seen, sink, passed, null);
    else await passOn(engine, call, seen, sink, passed);
  } catch (err) {
    log().error({ err, requestId: seen.requestId }, "a call could not be served");
    try {
      answerRefusal(engine, seen, sink, { code: "internal_error" }, null);
    } catch {
      sink.reset();
    }
  }
}
