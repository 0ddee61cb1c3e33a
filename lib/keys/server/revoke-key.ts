import { changeKey } from "@/lib/keys/server/change-key";
import type { KeyInput, KeyView } from "@/lib/keys/types";
import type { Ctx } from "@/lib/server/context";

/**
 * Ends a key for good: every secret of it answers `invalid_api_key` within a second, everywhere.
 * @throws AppError `not_found`, `permission_denied`, `conflict` when it is revoked already.
 */
export function revokeKey(ctx: Ctx, { id }: KeyInput): Promise<KeyView> {
  return changeKey(ctx, id, "key.revoked", () => ({ revokedAt: ctx.now }));
}
