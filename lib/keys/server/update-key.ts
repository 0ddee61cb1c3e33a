import { changeKey } from "@/lib/keys/server/change-key";
import { checkKeyLimits } from "@/lib/keys/server/check-key-limits";
import { type KeyView, UpdateKeyInput } from "@/lib/keys/types";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Renames a key or changes what it is limited to; what is left out stays as it is.
 * @throws AppError `not_found`, `permission_denied`, `conflict` (revoked), `validation_failed` naming each wrong entry.
 */
export async function updateKey(ctx: Ctx, input: UpdateKeyInput): Promise<KeyView> {
  authorizeMember(ctx, "keys:write");
  const { id, ...asked } = parseInput(UpdateKeyInput, input);
  return changeKey(ctx, id, "key.updated", async (key, tx) => {
    await checkKeyLimits(tx, asked, key.scopes);
    return {
      ...(asked.name !== undefined && asked.name !== key.name ? { name: asked.name } : {}),
      ...(asked.scopes && !isSameList(asked.scopes, key.scopes) ? { scopes: [...new Set(asked.scopes)] } : {}),
      ...(asked.allowedNetworks && !isSameList(asked.allowedNetworks, key.allowedNetworks)
        ? { allowedNetworks: [...new Set(asked.allowedNetworks)] }
        : {}),
    };
  });
}

const isSameList = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((entry, index) => entry === b[index]);
