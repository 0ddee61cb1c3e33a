import type { MemberRole } from "@/lib/accounts/permissions";

/** A tenant as staff see it. */
export type TenantView = {
  id: string;
  name: string;
  status: "active" | "suspended";
  suspendedAt: string | null;
  suspendedReason: string | null;
  locale: string | null;
  timeZone: string;
  createdAt: string;
};

export type NewTenant = {
  tenant: TenantView;
  /** `password` is shown once; null when the person existed and keeps their own. */
  owner: { personId: string; email: string; password: string | null };
};

export type TenantMember = {
  id: string;
  personId: string;
  name: string;
  email: string;
  role: MemberRole;
  disabled: boolean;
};

export type TenantRow = {
  id: string;
  name: string;
  status: "active" | "suspended";
  plan: { planId: string; name: string; number: number; status: "trialing" | "active" | "paused" | "ended" } | null;
  /** Live calls of the last 24 hours, and how many of them answered 402. */
  calls: number;
  refused: number;
  lastCallAt: string | null;
};

export type AuditRow = {
  id: string;
  at: string;
  actor: string;
  actorKind: "person" | "system";
  action: string;
  objectKind: string;
  objectId: string;
  tenant: { id: string; name: string } | null;
  before: unknown;
  after: unknown;
  reason: string | null;
  address: string | null;
};
