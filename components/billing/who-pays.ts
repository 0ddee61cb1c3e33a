import { hasMemberPermission } from "@/lib/accounts/permissions";
import type { TenantMember } from "@/lib/accounts/views";

const inWords = new Intl.ListFormat("en", { type: "disjunction" });

/** "Ana or Tom": who of an account may buy and pay, three at most, so that others know whom to ask. */
export function whoPays(members: readonly Pick<TenantMember, "name" | "role" | "disabled">[]): string {
  const payers = members.filter(({ role, disabled }) => !disabled && hasMemberPermission(role, "billing:write"));
  if (payers.length === 0) return "An owner or the billing role of your account";
  return inWords.format(payers.slice(0, 3).map(({ name }) => name));
}
