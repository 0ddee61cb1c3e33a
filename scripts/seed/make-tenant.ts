import { inTransaction } from "@/db/transaction";
import { insertMember } from "@/lib/accounts/server/insert-member";
import { insertTenant } from "@/lib/accounts/server/insert-tenant";
import { recordAudit } from "@/lib/server/record-audit";
import { actAt } from "@/scripts/seed/act-at";
import type { Story } from "@/scripts/seed/story";

const dayMs = 86_400_000;

/** A tenant's name as part of addresses. */
export const slugOf = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z]+/g, "-")
    .replace(/^-|-$/g, "");

/** Makes a tenant with its owner and members, each of whom joined on a day of their own. */
export async function makeTenant(
  { passwordHash, now }: { passwordHash: string; now: Date },
  { name, locale, timeZone, members = [] }: Story,
  cameAt: Date,
  owner?: { email: string; name: string },
): Promise<string> {
  const ctx = actAt(cameAt);
  const slug = slugOf(name);
  const theOwner = owner ?? { email: `owner@${slug}.example`, name: `Owner of ${name}` };
  return inTransaction(async (tx) => {
    const { row } = await insertTenant(
      tx,
      ctx,
      { name, locale: locale ?? "en", timeZone, owner: theOwner },
      passwordHash,
    );
    for (const [at, role] of members.entries()) {
      const joins = new Date(Math.min(cameAt.getTime() + (at + 1) * 2 * dayMs, now.getTime()));
      const email = `${role}${at}@${slug}.example`;
      const person = { tenantId: row.id, email, name: `${role[0]?.toUpperCase()}${role.slice(1)} of ${name}`, role };
      const joined = await insertMember(tx, { ...person, passwordHash, now: joins });
      if (!joined) continue;
      await recordAudit(tx, actAt(joins, row.id), {
        action: "member.added",
        objectKind: "member",
        objectId: joined.memberId,
        after: { email, role },
      });
    }
    return row.id;
  });
}
