import { hasMemberPermission, type MemberRole } from "@/lib/accounts/permissions";

/** Developers change the keys they made; owners and admins change every key of their tenant. */
export function isKeyChangeable(role: MemberRole, personId: string, createdBy: string): boolean {
  if (!hasMemberPermission(role, "keys:write")) return false;
  return role !== "developer" || personId === createdBy;
}
