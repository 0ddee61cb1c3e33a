import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { Mono } from "@/components/ui/mono";
import { Time } from "@/components/ui/time";
import { keyPath } from "@/lib/keys/client/queries";
import type { KeyView } from "@/lib/keys/types";

const dayMs = 86_400_000;

/** Ends a key for good; one that was used within 24 hours asks for its name first. */
export function RevokeKey({ keyView: key, tenantId, now }: { keyView: KeyView; tenantId: string; now: Date }) {
  const inUse = key.lastUsedAt !== null && now.getTime() - Date.parse(key.lastUsedAt) < dayMs;
  return (
    <ConfirmDeed
      open="Revoke"
      openAria={`Revoke key ${key.name}`}
      title={`Revoke ${key.name}`}
      consequence={
        <>
          Every call with it answers 401 <Mono>invalid_api_key</Mono> within a second. This cannot be undone.{" "}
          {key.lastUsedAt ? (
            <>
              It was last used <Time at={key.lastUsedAt} />.
            </>
          ) : (
            "It was never used."
          )}
        </>
      }
      {...(inUse ? { typed: key.name } : {})}
      submitLabel="Revoke key"
      done={`${key.name} is revoked.`}
      deed={{ method: "POST", path: keyPath(tenantId, key.id, "revoke") }}
      button={{ variant: "default", color: "red" }}
    />
  );
}
