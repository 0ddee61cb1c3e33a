import { and, eq, isNull } from "drizzle-orm";
import type { Adapter, AdapterAccount, AdapterUser } from "next-auth/adapters";
import { database } from "@/db/client";
import { linkedAccount, person } from "@/db/schema/accounts";
import { inTransaction } from "@/db/transaction";
import type { Caller } from "@/lib/accounts/server/create-session";
import { AppError } from "@/lib/errors";
import { recordAudit } from "@/lib/server/record-audit";

const toUser = (row: typeof person.$inferSelect | undefined): AdapterUser | null =>
  row ? { id: row.id, email: row.email, name: row.name, emailVerified: null } : null;

/**
 * What next-auth may do with our tables: find people, and link a provider account to somebody who is signed in.
 * People are made by invitation or by an admin, never by a provider.
 */
export function adapter(caller: Caller): Adapter {
  return {
    getUser: async (id) => toUser(await findPerson(eq(person.id, id))),
    getUserByEmail: async (email) => toUser(await findPerson(eq(person.email, email.toLowerCase()))),
    getUserByAccount: async ({ provider, providerAccountId }) =>
      toUser(await findByAccount(provider, providerAccountId)),
    createUser: () => {
      throw new AppError("permission_denied", "Nobody is registered by a provider's sign-in.");
    },
    updateUser: async (user) => {
      const known = toUser(await findPerson(eq(person.id, user.id)));
      if (!known) throw new AppError("not_found");
      return known;
    },
    linkAccount: async ({ provider, providerAccountId, userId }: AdapterAccount) => {
      await inTransaction(async (tx) => {
        await tx.insert(linkedAccount).values({ provider, providerAccountId, personId: userId, createdAt: caller.now });
        const ctx = { ...caller, actor: { kind: "system" as const, name: "sign-in" }, tenant: null };
        const entry = { action: "account.linked", objectKind: "person", objectId: userId };
        await recordAudit(tx, ctx, { ...entry, after: { provider } });
      });
    },
  };
}

/** The person behind a provider account, if it was linked before. */
export async function findByAccount(provider: string, providerAccountId: string) {
  const [row] = await database()
    .select({ person })
    .from(linkedAccount)
    .innerJoin(person, eq(person.id, linkedAccount.personId))
    .where(and(eq(linkedAccount.provider, provider), eq(linkedAccount.providerAccountId, providerAccountId)));
  return row?.person;
}

async function findPerson(condition: ReturnType<typeof eq>) {
  const [row] = await database()
    .select()
    .from(person)
    .where(and(condition, isNull(person.disabledAt)));
  return row;
}
