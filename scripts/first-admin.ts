import { isNotNull } from "drizzle-orm";
import { database } from "@/db/client";
import { person } from "@/db/schema/accounts";
import { inTransaction } from "@/db/transaction";
import { parseEmail } from "@/lib/accounts/parse-email";
import { hashPassword } from "@/lib/accounts/server/hash-password";
import { mintPassword } from "@/lib/accounts/server/mint-password";
import { env } from "@/lib/env";
import { newId } from "@/lib/id";
import { recordAudit } from "@/lib/server/record-audit";
import { runTool } from "@/scripts/run-tool";
import { actAt } from "@/scripts/seed/act-at";

/**
 * One-shot: an installation without staff gets its first admin, named by FAREGATE_ADMIN_EMAIL. Prints one JSON line:
 * the password, this once, or what is missing.
 */
async function firstAdmin(now: Date): Promise<{ email: string; password: string } | { missing: string } | null> {
  const [staff] = await database().select({ id: person.id }).from(person).where(isNotNull(person.staffRole)).limit(1);
  if (staff) return null;
  const email = parseEmail(env().FAREGATE_ADMIN_EMAIL ?? "");
  if (!email) return { missing: "Nobody can sign in yet. Set FAREGATE_ADMIN_EMAIL and start again." };
  const password = mintPassword();
  const passwordHash = await hashPassword(password);
  await inTransaction(async (tx) => {
    const id = newId("person", now);
    await tx.insert(person).values({ id, email, name: email, staffRole: "admin", passwordHash, createdAt: now });
    const audit = {
      action: "person.created",
      objectKind: "person",
      objectId: id,
      after: { email, staffRole: "admin" },
    };
    await recordAudit(tx, actAt(now), audit);
  });
  return { email, password };
}

void runTool(() => firstAdmin(new Date()));
