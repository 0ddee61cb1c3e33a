import type { Adapter, AdapterAccount, AdapterUser } from "next-auth/adapters";
import { parseEmail } from "@/lib/accounts/parse-email";
import type { Caller } from "@/lib/accounts/server/create-session";
import { findLinkedPerson, findPerson, type PersonView } from "@/lib/accounts/server/find-person";
import { linkAccount } from "@/lib/accounts/server/link-account";
import { AppError } from "@/lib/errors";

const toUser = (found: PersonView | null): AdapterUser | null =>
  found && { id: found.personId, email: found.email, name: found.name, emailVerified: null };

/**
 * What next-auth may do with our people: find them, and link a provider account to somebody who is signed in.
 * People are made by invitation or by an admin, never by a provider.
 */
export function adapter(caller: Caller): Adapter {
  return {
    getUser: async (id) => toUser(await findPerson({ personId: id })),
    getUserByEmail: async (email) => toUser(await findPerson({ email: parseEmail(email) ?? "" })),
    getUserByAccount: async (account) => toUser(await findLinkedPerson(account)),
    createUser: () => {
      throw new AppError("permission_denied", "Nobody is registered by a provider's sign-in.");
    },
    updateUser: async (user) => {
      const known = toUser(await findPerson({ personId: user.id }));
      if (!known) throw new AppError("not_found");
      return known;
    },
    linkAccount: ({ provider, providerAccountId, userId }: AdapterAccount) =>
      linkAccount(caller, { personId: userId, provider, providerAccountId }),
  };
}
