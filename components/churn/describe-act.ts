import type { Deed } from "@/components/deeds/use-deed";
import type { ActView } from "@/lib/analytics/signals/views";

const words: Record<ActView["kind"], string> = {
  contacted: "Contacted",
  assigned: "Taken on",
  snoozed: "Snoozed",
  nothing: "Left as it is",
  units_granted: "Granted an exception",
  credits_granted: "Granted credits",
  grace_extended: "Extended grace",
  plan_changed: "Put on another plan",
};

/** "Contacted", "Extended grace". */
export const describeAct = ({ kind }: ActView): string => words[kind];

/** What takes an act back: acts that were only noted are forgotten, grants are withdrawn. */
export function undoDeed(act: ActView): Deed {
  const reason = "Undone within 10 minutes";
  if (act.objectId === null) return { method: "POST", path: `/api/admin/acts/${act.id}/undo` };
  const grants = act.kind === "credits_granted" ? "credit-lots" : "exceptions";
  return {
    method: "POST",
    path: `/api/admin/tenants/${act.tenantId}/${grants}/${act.objectId}/withdraw`,
    body: { reason },
  };
}
