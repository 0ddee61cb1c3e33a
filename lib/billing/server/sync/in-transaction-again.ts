import type { Transaction } from "@/db/client";
import { inTransaction } from "@/db/transaction";

const mostAttempts = 3;
/** PostgreSQL gave one of two up that waited for each other; the other one is through by now. */
const givenUp = new Set(["40P01", "40001"]);

/** Runs a deed in one transaction, and again when the database gave it up for somebody else's sake. */
export async function inTransactionAgain<Result>(deed: (tx: Transaction) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTransaction(deed);
    } catch (error) {
      if (attempt === mostAttempts || !isGivenUp(error)) throw error;
    }
  }
}

/** The driver's error may stand inside another. */
function isGivenUp(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && typeof error.code === "string" && givenUp.has(error.code)) || isGivenUp(error.cause);
}
