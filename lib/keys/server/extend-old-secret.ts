import { AppError } from "@/lib/errors";
import { changeOldSecretEnd } from "@/lib/keys/server/change-old-secret-end";
import { ExtendOldSecretInput, type KeyView, overlapMs } from "@/lib/keys/types";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const longestOverlapMs = 30 * 86_400_000;

/**
 * Lets the old secret of a rotation work for longer, counted from now; 30 days after the rotation is the latest end.
 * @throws AppError `not_found`, `permission_denied`, `conflict` when no old secret works or its end would not be later.
 */
export async function extendOldSecret(ctx: Ctx, input: ExtendOldSecretInput): Promise<KeyView> {
  authorizeMember(ctx, "keys:write");
  const { id, overlap } = parseInput(ExtendOldSecretInput, input);
  return changeOldSecretEnd(ctx, {
    keyId: id,
    action: "key.old_secret_extended",
    chooseEnd: ({ replacedAt, expiresAt }) => {
      const latest = replacedAt.getTime() + longestOverlapMs;
      const end = new Date(Math.min(ctx.now.getTime() + overlapMs[overlap], latest));
      if (end.getTime() <= expiresAt.getTime()) {
        throw new AppError("conflict", "The old secret already works for that long.", {
          endsAt: expiresAt.toISOString(),
        });
      }
      return end;
    },
  });
}
