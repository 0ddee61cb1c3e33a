import type { Reader } from "@/db/client";
import { type LoadedVersion, loadVersionContents } from "@/lib/catalog/server/load-version-contents";
import { AppError } from "@/lib/errors";

/**
 * The draft of a plan. With `seenUpdatedAt` it must still be the one that the editor saw.
 * @throws AppError `conflict` when there is no draft, or somebody saved another one since.
 */
export async function loadDraft(reader: Reader, planId: string, seenUpdatedAt?: string): Promise<LoadedVersion> {
  const [draft] = await loadVersionContents(reader, planId, "draft");
  if (!draft) throw new AppError("conflict", "This plan has no draft. Start one first.", { reason: "no_draft" });
  if (seenUpdatedAt !== undefined && new Date(seenUpdatedAt).getTime() !== draft.row.updatedAt.getTime()) {
    throw new AppError("conflict", "Somebody saved this draft since you opened it. Reload to see their version.", {
      reason: "stale_draft",
    });
  }
  return draft;
}
