import { derivedKey } from "@/lib/server/seal";

let key: Buffer | undefined;

/** The key under which receipt links are signed and checked (lib/receipt-token.ts); used for nothing else. */
export function receiptKey(): Buffer {
  key ??= derivedKey("receipt.v1");
  return key;
}
