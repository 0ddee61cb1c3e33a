export type MemberRole = "owner" | "admin" | "developer" | "billing" | "viewer";
export type StaffRole = "admin" | "support";

/** What a member of a tenant may do, by role (the console). */
const memberPermissions = {
  "usage:read": ["owner", "admin", "developer", "billing", "viewer"],
  "keys:read": ["owner", "admin", "developer", "billing", "viewer"],
  "keys:write": ["owner", "admin", "developer"],
  "budgets:write": ["owner", "admin"],
  "members:read": ["owner", "admin", "developer", "billing", "viewer"],
  "billing:read": ["owner", "admin", "developer", "billing", "viewer"],
  /** Invoices, cards and who is billed: what others of the tenant need not know of its money. */
  "invoices:read": ["owner", "admin", "billing"],
  "billing:write": ["owner", "billing"],
} as const satisfies Record<string, readonly MemberRole[]>;

/** What the operator's staff may do, by role (the admin screens). */
const staffPermissions = {
  "staff:read": ["admin", "support"],
  "staff:catalog": ["admin"],
  "staff:subscriptions": ["admin"],
  "staff:exceptions": ["admin", "support"],
  "staff:suspend": ["admin"],
  "staff:keys": ["admin", "support"],
  "staff:ledger": ["admin"],
  "staff:credits": ["admin", "support"],
  "staff:billing": ["admin", "support"],
  "staff:refunds": ["admin"],
  "staff:clocks": ["admin", "support"],
  /** Noting what was done about a tenant's signals. */
  "staff:signals": ["admin", "support"],
  /** What holds for the whole installation, such as the report zone. */
  "staff:settings": ["admin"],
} as const satisfies Record<string, readonly StaffRole[]>;

export type MemberPermission = keyof typeof memberPermissions;
export type StaffPermission = keyof typeof staffPermissions;
export type Permission = MemberPermission | StaffPermission;

export const isStaffPermission = (permission: Permission): permission is StaffPermission =>
  Object.hasOwn(staffPermissions, permission);

export const hasMemberPermission = (role: MemberRole, permission: MemberPermission): boolean =>
  (memberPermissions[permission] as readonly MemberRole[]).includes(role);

export const hasStaffPermission = (role: StaffRole, permission: StaffPermission): boolean =>
  (staffPermissions[permission] as readonly StaffRole[]).includes(role);
