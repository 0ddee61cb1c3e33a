import { inTransaction } from "@/db/transaction";
import { mintKey } from "@/lib/keys/key-format";
import { storeKey } from "@/lib/keys/server/store-key";
import { CreateKeyInput, type KeyWithSecret } from "@/lib/keys/types";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Issues a key for the caller's tenant. The answer holds the secret; it is shown this once and stored nowhere.
 * @throws AppError `permission_denied`, `validation_failed` (unknown scope, unreadable network), `conflict` at the limit.
 */
export async function createKey(ctx: Ctx, asked: CreateKeyInput): Promise<KeyWithSecret> {
  authorizeMember(ctx, "keys:write");
  const input = parseInput(CreateKeyInput, asked);
  return inTransaction((tx) => storeKey(tx, ctx, input, mintKey(input.mode)));
}
