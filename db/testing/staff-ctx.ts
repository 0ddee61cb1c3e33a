import type { StaffRole } from "@/lib/accounts/permissions";
import { newId } from "@/lib/id";
import type { Ctx } from "@/lib/server/context";

/** The context of one of the operator's people; null is somebody who is not staff. */
export function staffCtx(staffRole: StaffRole | null, over: Partial<Ctx> = {}): Ctx {
  const now = new Date();
  return {
    actor: {
      kind: "person",
      personId: newId("person", now),
      sessionId: newId("session", now),
      name: "Ana Admin",
      email: "ana@example.com",
      staffRole,
    },
    tenant: null,
    now,
    requestId: newId("request", now),
    address: "203.0.113.7",
    ...over,
  };
}
