import { fillBytes, type SplicedBytes } from "@/lib/gateway/splice-bytes";
import type { Sink } from "@/lib/gateway/types";

/** Tells a call what another was told, under its own ids. False: its connection needs an answer of its own. */
export function tellAgain(sink: Sink, answer: SplicedBytes, requestId: string, traceId: string): boolean {
  fillBytes(answer, requestId, traceId);
  const result = sink.again(answer.bytes);
  // What a caller has not taken yet is his; the next one gets a copy.
  if (result === "waiting") answer.bytes = Buffer.from(answer.bytes);
  return result !== "refused";
}
