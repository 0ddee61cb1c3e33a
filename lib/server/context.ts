import type { MemberRole, StaffRole } from "@/lib/accounts/permissions";

/** Who acts: a signed-in person, or the installation itself (seed, worker). */
export type Actor =
  | { kind: "person"; personId: string; sessionId: string; name: string; email: string; staffRole: StaffRole | null }
  | { kind: "system"; name: string };

/** What every use case is told about its caller. `tenant` is set on the console's side, never for staff acts. */
export type Ctx = {
  actor: Actor;
  tenant: { id: string; role: MemberRole } | null;
  now: Date;
  requestId: string;
  address: string | null;
};
