import type { NoticeView } from "@/lib/notices/views";
import type { Role } from "@/theme";

const told = new Set(["credits.added", "access.restored", "subscription.restored"]);

/** Good news is told and done; what still holds asks for somebody, in red only where access or money is at stake. */
export function describeNotice({ kind, critical, closedAt }: NoticeView): { role: Role; word: string } {
  if (told.has(kind)) return { role: "ok", word: "done" };
  if (closedAt !== null) return { role: "calm", word: "resolved" };
  return critical ? { role: "act", word: "open" } : { role: "warn", word: "open" };
}
