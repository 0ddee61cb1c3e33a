import type { FlushRecord } from "@/lib/metering/core/types";

const quoted = (text: string | null): string => (text === null ? "null" : JSON.stringify(text));

/**
 * The batch of a flush as JSON. A row of the request log is JSON already and goes in as it is; `isDoubtful` puts it in
 * as a text, which the store can take whatever it holds.
 */
export function flushText(batch: readonly FlushRecord[], isDoubtful = false): string {
  let text = "[";
  for (const record of batch) {
    if (text.length > 1) text += ",";
    text += `{"seq":${record.seq},"requestId":${quoted(record.requestId)},"tenantId":${quoted(record.tenantId)}`;
    text += `,"featureId":${quoted(record.featureId)},"keyId":${quoted(record.keyId)},"routeId":${quoted(record.routeId)}`;
    text += `,"outcome":"${record.outcome}","cost":${record.cost},"admittedAtMs":${Math.trunc(record.admittedAtMs)}`;
    text += `,"draws":${JSON.stringify(record.draws)}`;
    text += `,"log":${isDoubtful || record.log === "" ? JSON.stringify(record.log) : record.log}}`;
  }
  return `${text}]`;
}
