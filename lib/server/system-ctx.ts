import { newId } from "@/lib/id";
import type { Ctx } from "@/lib/server/context";

/** The installation itself as the one who acts: the worker, a sync, a change that took effect by the clock. */
export const systemCtx = (name: string, now: Date): Ctx => ({
  actor: { kind: "system", name },
  tenant: null,
  now,
  requestId: newId("request", now),
  address: null,
});
