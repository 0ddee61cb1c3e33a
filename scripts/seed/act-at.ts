import { newId } from "@/lib/id";
import type { Ctx } from "@/lib/server/context";

/** The installation itself, acting at some instant: the demo's past is made through the real use cases. */
export function actAt(now: Date, tenantId?: string): Ctx {
  return {
    actor: { kind: "system", name: "demo" },
    tenant: tenantId ? { id: tenantId, role: "owner" } : null,
    now,
    requestId: newId("request", now),
    address: null,
  };
}
