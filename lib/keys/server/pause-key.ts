import { AppError } from "@/lib/errors";
import { changeKey } from "@/lib/keys/server/change-key";
import type { KeyInput, KeyView } from "@/lib/keys/types";
import type { Ctx } from "@/lib/server/context";

/**
 * Stops a key until it is resumed; its calls answer `permission_denied`.
 * @throws AppError `not_found`, `permission_denied`, `conflict` when it is paused already.
 */
export function pauseKey(ctx: Ctx, { id }: KeyInput): Promise<KeyView> {
  return changeKey(ctx, id, "key.paused", (key) => {
    if (key.pausedAt) throw new AppError("conflict", "This key is already paused.");
    return { pausedAt: ctx.now };
  });
}
