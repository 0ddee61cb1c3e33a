import { AppError } from "@/lib/errors";
import { changeKey } from "@/lib/keys/server/change-key";
import type { KeyInput, KeyView } from "@/lib/keys/types";
import type { Ctx } from "@/lib/server/context";

/**
 * Lets a paused key call again.
 * @throws AppError `not_found`, `permission_denied`, `conflict` when it is not paused.
 */
export function resumeKey(ctx: Ctx, { id }: KeyInput): Promise<KeyView> {
  return changeKey(ctx, id, "key.resumed", (key) => {
    if (!key.pausedAt) throw new AppError("conflict", "This key is not paused.");
    return { pausedAt: null };
  });
}
