import { RoleBadge } from "@/components/ui/role-badge";
import type { KeyStatus } from "@/lib/keys/types";

const roles = { active: "ok", paused: "warn", expired: "calm", revoked: "calm" } as const;

export function KeyStatusBadge({ status }: { status: KeyStatus }) {
  return <RoleBadge role={roles[status]}>{status}</RoleBadge>;
}
