import { changeOldSecretEnd } from "@/lib/keys/server/change-old-secret-end";
import type { KeyInput, KeyView } from "@/lib/keys/types";
import type { Ctx } from "@/lib/server/context";

/**
 * Ends the overlap of a rotation: from now on the old secret answers `expired_api_key`.
 * @throws AppError `not_found`, `permission_denied`, `conflict` when no old secret works.
 */
export function endOldSecret(ctx: Ctx, { id }: KeyInput): Promise<KeyView> {
  return changeOldSecretEnd(ctx, { keyId: id, action: "key.old_secret_ended", chooseEnd: () => ctx.now });
}
