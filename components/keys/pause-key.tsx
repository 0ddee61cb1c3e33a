import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { keyPath } from "@/lib/keys/client/queries";
import type { KeyView } from "@/lib/keys/types";

/** Pauses an active key, resumes a paused one. */
export function PauseKey({ keyView: key, tenantId }: { keyView: KeyView; tenantId: string }) {
  if (key.pausedAt) {
    return (
      <ConfirmDeed
        open="Resume"
        openAria={`Resume key ${key.name}`}
        title={`Resume ${key.name}`}
        consequence="Its calls are let through again within a second."
        submitLabel="Resume key"
        done={`${key.name} may call again.`}
        deed={{ method: "POST", path: keyPath(tenantId, key.id, "resume") }}
        calm
        button={{ variant: "default" }}
      />
    );
  }
  return (
    <ConfirmDeed
      open="Pause"
      openAria={`Pause key ${key.name}`}
      title={`Pause ${key.name}`}
      consequence="Its calls answer 403 permission_denied within a second, until it is resumed."
      submitLabel="Pause key"
      done={`${key.name} is paused.`}
      deed={{ method: "POST", path: keyPath(tenantId, key.id, "pause") }}
      calm
      button={{ variant: "default" }}
    />
  );
}
