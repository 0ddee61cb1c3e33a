import { and, eq, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { person } from "@/db/schema/accounts";
import { inTransaction } from "@/db/transaction";
import { deriveNetwork } from "@/lib/accounts/derive-network";
import { parseEmail } from "@/lib/accounts/parse-email";
import type { Caller } from "@/lib/accounts/server/create-session";
import { returnAttempt, takeAttempt } from "@/lib/accounts/server/take-attempt";
import { verifyPassword } from "@/lib/accounts/server/verify-password";
import { AppError } from "@/lib/errors";
import { recordAudit } from "@/lib/server/record-audit";

const windowMs = 15 * 60_000;

/**
 * Finds the person whose e-mail address and password these are. Unknown address, wrong password and a disabled person
 * get the same answer in the same time. Failures are limited to 10 per 15 min per (address, network) and 100 per hour
 * per network, so that the owner elsewhere is never locked out.
 * @throws AppError `authentication_required`, `rate_limited` or `temporary_reduced_capacity`.
 */
export async function signInWithPassword(
  caller: Caller,
  input: { email: string; password: string },
): Promise<{ personId: string }> {
  const email = parseEmail(input.email);
  const network = deriveNetwork(caller.address);
  const guards = [
    { guard: "sign_in_network", subject: network, limit: 100, windowMs: 4 * windowMs },
    { guard: "sign_in", subject: `${email ?? "-"} ${network}`, limit: 10, windowMs },
  ];
  for (const guard of guards) await takeAttempt(guard, caller.now);

  const found = email === null ? undefined : await findByEmail(email);
  const usable = input.password.length > 0 && input.password.length <= 128;
  const matches = await verifyPassword(usable ? input.password : "", found?.passwordHash ?? null);
  if (!found || !usable || !matches) {
    await recordFailure(caller, found?.id ?? null);
    throw new AppError("authentication_required", "E-mail address or password is wrong.");
  }
  for (const guard of guards) await returnAttempt(guard, caller.now);
  return { personId: found.id };
}

async function findByEmail(email: string) {
  const [row] = await database()
    .select({ id: person.id, passwordHash: person.passwordHash })
    .from(person)
    .where(and(eq(person.email, email), isNull(person.disabledAt)));
  return row;
}

function recordFailure(caller: Caller, personId: string | null): Promise<void> {
  const ctx = { ...caller, actor: { kind: "system" as const, name: "sign-in" }, tenant: null };
  const entry = { action: "session.refused", objectKind: "person", objectId: personId ?? "unknown" };
  return inTransaction((tx) => recordAudit(tx, ctx, entry));
}
