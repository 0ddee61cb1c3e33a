import { database, type Transaction } from "@/db/client";

/** Runs a deed in one transaction: all of it happens, or nothing. */
export function inTransaction<Result>(deed: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return database().transaction(deed);
}
