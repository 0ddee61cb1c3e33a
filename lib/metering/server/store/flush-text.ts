import type { FlushRecord } from "@/lib/metering/core/types";

type Caller = Pick<FlushRecord, "tenantId" | "featureId" | "keyId" | "routeId">;
type Draw = FlushRecord["draws"][number];

/**
 * The batch of a flush as JSON. A row of the request log is JSON already and goes in as it is; `isDoubtful` puts it in
 * as a text, which the store can take whatever it holds.
 */
export function flushText(batch: readonly FlushRecord[], isDoubtful = false): string {
  let text = "[";
  for (const record of batch) {
    const { seq, requestId, outcome, cost, log } = record;
    if (text.length > 1) text += ",";
    text += `{"seq":${seq},"requestId":${JSON.stringify(requestId)},${callerText(record)},"outcome":"${outcome}"`;
    text += `,"cost":${cost},"admittedAtMs":${Math.trunc(record.admittedAtMs)},"draws":[`;
    for (let n = 0; n < record.draws.length; n++) text += drawText(record.draws[n] as Draw, n);
    text += `],"log":${isDoubtful || log === "" ? JSON.stringify(log) : log}}`;
  }
  return `${text}]`;
}

// Few keys make most calls, and draw on few leases: what is the same for all their records is written once.
const maxShared = 2_000;
const callers = new Map<string | null, Omit<Caller, "keyId"> & { text: string }>();
const leases = new Map<string, { leaseId: string | null; text: string }>();

/** Who called what, as members of an object. */
function callerText({ tenantId, featureId, keyId, routeId }: Caller): string {
  const known = callers.get(keyId);
  if (known?.routeId === routeId && known.tenantId === tenantId && known.featureId === featureId) return known.text;
  const text = JSON.stringify({ tenantId, featureId, keyId, routeId }).slice(1, -1);
  if (callers.size >= maxShared) callers.clear();
  callers.set(keyId, { tenantId, featureId, routeId, text });
  return text;
}

function drawText({ accountId, leaseId, cost }: Draw, n: number): string {
  let known = leases.get(accountId);
  if (known?.leaseId !== leaseId) {
    // Up to where its cost stands.
    known = { leaseId, text: JSON.stringify({ accountId, leaseId, cost: 0 }).slice(0, -2) };
    if (leases.size >= maxShared) leases.clear();
    leases.set(accountId, known);
  }
  return `${n > 0 ? "," : ""}${known.text}${cost}}`;
}
