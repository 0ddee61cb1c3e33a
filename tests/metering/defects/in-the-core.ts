import type { Effect } from "@/lib/metering/core/types";
import type { Defect } from "../simulator/world";

const day = 86_400_000;

/** Mistakes in what a node decides, made around the core or in its state. */
export const coreDefects: readonly (() => Defect)[] = [
  () => ({
    name: "a deadline by the wall clock",
    input: (input) => ({ ...input, monoMs: input.wallMs - Date.UTC(2026, 0, 1) + day }),
  }),
  () => ({
    name: "a lease that is used after its end",
    settings: (settings) => ({ ...settings, ttlMs: settings.ttlMs * 10 }),
    store(_tables, request, _nowMs, next) {
      if (request.fn !== "lease_acquire") return next(request);
      const result = next({ ...request, ttlMs: request.ttlMs / 10 });
      return "granted" in result ? { ...result, ttlMs: result.ttlMs * 10 } : result;
    },
  }),
  () => ({
    name: "a refusal that is kept when money has come",
    settings: (settings) => ({ ...settings, negativeMs: 20_000 }),
    input: (input) => (input.type === "tenant_changed" ? { ...input, tenantId: "ten_nobody" } : input),
  }),
  () => ({
    name: "a limit that comes back unheard",
    input: (input) => (input.type === "tenant_changed" ? { ...input, tenantId: "ten_nobody" } : input),
    store(_tables, request, _nowMs, next) {
      const result = next(request);
      return "fn" in result && result.fn === "account_open" ? { ...result, ttlMs: null } : result;
    },
  }),
  () => ({
    name: "what a call did not cost given back twice",
    input(input, { core }) {
      if (input.type !== "settle") return input;
      const call = core?.inFlight.get(input.admission.pos);
      const draw = call?.draws[0];
      const { ending } = input;
      if (!call || !draw || ending.outcome !== "ok" || call.hold.isFixed) return input;
      const rest = Math.max(0, draw.held - ending.units * call.perUnit) || 0;
      draw.lease.left += rest;
      draw.lease.account.idle += rest;
      return input;
    },
  }),
  () => ({
    name: "a close that is sent before the flush",
    store(tables, request, _nowMs, next) {
      const lastSeq = tables.nodes.get("nodeId" in request ? request.nodeId : "")?.lastSeq ?? 0;
      return next(
        request.fn === "lease_close" ? { ...request, throughSeq: Math.min(request.throughSeq, lastSeq) } : request,
      );
    },
    effects(effects, { core, nodeId, leaseNames }) {
      const closes: Effect[] = [];
      for (const effect of effects) {
        if (!core || effect.type !== "append" || effect.record.type !== "OK") continue;
        for (const { lease: name } of effect.record.draws) {
          const leaseId = leaseNames.get(name)?.leaseId;
          if (!leaseId || (core.leases.get(leaseId)?.inFlight ?? 0) > 0) continue;
          const request = {
            fn: "lease_close" as const,
            leaseId,
            nodeId,
            epoch: core.epoch,
            throughSeq: effect.record.seq,
          };
          closes.push({ type: "call", call: -effect.record.seq, request, timeoutMs: 1_000 });
        }
      }
      return [...effects, ...closes];
    },
  }),
];
