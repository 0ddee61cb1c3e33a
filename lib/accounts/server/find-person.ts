import { and, eq, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { linkedAccount, person } from "@/db/schema/accounts";

/** What a provider's sign-in needs to know of somebody. */
export type PersonView = { personId: string; email: string; name: string };

const view = { personId: person.id, email: person.email, name: person.name };

/** Somebody who may sign in, by id or by e-mail address in its stored form; null for unknown and disabled ones. */
export async function findPerson(by: { personId: string } | { email: string }): Promise<PersonView | null> {
  const condition = "personId" in by ? eq(person.id, by.personId) : eq(person.email, by.email);
  const [row] = await database()
    .select(view)
    .from(person)
    .where(and(condition, isNull(person.disabledAt)));
  return row ?? null;
}

/** Somebody who may sign in, by a provider account that was linked before; null when it was not. */
export async function findLinkedPerson(by: {
  provider: string;
  providerAccountId: string;
}): Promise<PersonView | null> {
  const [row] = await database()
    .select(view)
    .from(linkedAccount)
    .innerJoin(person, eq(person.id, linkedAccount.personId))
    .where(
      and(
        eq(linkedAccount.provider, by.provider),
        eq(linkedAccount.providerAccountId, by.providerAccountId),
        isNull(person.disabledAt),
      ),
    );
  return row ?? null;
}
