import type { MemberRole } from "@/lib/accounts/permissions";
import type { Actor } from "@/lib/server/context";

/** A tenant that a person belongs to, and what they may do there. */
export type Membership = {
  tenantId: string;
  tenantName: string;
  tenantStatus: "active" | "suspended";
  /** By whose clock its periods run. */
  timeZone: string;
  role: MemberRole;
};

export type PersonActor = Extract<Actor, { kind: "person" }>;

/** Who a live session belongs to, as the database says at this request. Memberships are ordered by tenant name. */
export type SignedIn = { actor: PersonActor; memberships: Membership[] };
