import { OldSecretActs } from "@/components/keys/old-secret-acts";
import { type Column, DataTable } from "@/components/ui/data-table";
import { Mono } from "@/components/ui/mono";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import type { KeyView, SecretState, SecretView } from "@/lib/keys/types";

const states: Record<SecretState, { role: "ok" | "warn" | "calm"; word: string }> = {
  current: { role: "ok", word: "current" },
  retiring: { role: "warn", word: "old, still works" },
  ended: { role: "calm", word: "ended" },
};
const shownSecrets = 5;

/** The secrets of a key, newest first: which one is still used, from where, and when the old one ends. */
export function SecretTable({ keyView: key, tenantId }: { keyView: KeyView; tenantId: string }) {
  const acts: Column<SecretView> = {
    key: "acts",
    header: "Change",
    render: (secret) =>
      secret.state === "retiring" ? <OldSecretActs tenantId={tenantId} keyId={key.id} hint={secret.hint} /> : "–",
  };
  const mayChange =
    key.changeable && key.status !== "revoked" && key.secrets.some((secret) => secret.state === "retiring");
  return (
    <DataTable
      label={`Secrets of ${key.name}`}
      rows={key.secrets.slice(0, shownSecrets)}
      rowKey={(secret) => secret.id}
      columns={[
        {
          key: "hint",
          header: "Secret",
          render: (secret) => <Mono style={{ whiteSpace: "nowrap" }}>{secret.hint}</Mono>,
        },
        {
          key: "state",
          header: "State",
          render: (secret) => <RoleBadge role={states[secret.state].role}>{states[secret.state].word}</RoleBadge>,
        },
        { key: "made", header: "Made", render: (secret) => <Time at={secret.createdAt} /> },
        {
          key: "used",
          header: "Last used",
          render: (secret) =>
            secret.lastUsedAt ? (
              <>
                <Time at={secret.lastUsedAt} />
                {secret.lastUsedAddress && (
                  <>
                    {" "}
                    from <Mono>{secret.lastUsedAddress}</Mono>
                  </>
                )}
              </>
            ) : (
              "never"
            ),
        },
        {
          key: "ends",
          header: "Ends",
          render: (secret) => {
            const end = secret.expiresAt ?? key.expiresAt;
            return end ? <Time at={end} /> : "never";
          },
        },
        ...(mayChange ? [acts] : []),
      ]}
    />
  );
}
