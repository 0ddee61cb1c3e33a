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

/** A secret works no longer than its key, whatever its own state says. */
const stateOf = (key: KeyView, secret: SecretView) =>
  secret.state !== "ended" && (key.status === "revoked" || key.status === "expired")
    ? { role: "calm" as const, word: key.status }
    : states[secret.state];
const endOf = (key: KeyView, secret: SecretView): string | null =>
  [key.revokedAt, secret.expiresAt, key.expiresAt].filter((at) => at !== null).sort()[0] ?? null;

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
          render: (secret) => {
            const { role, word } = stateOf(key, secret);
            return <RoleBadge role={role}>{word}</RoleBadge>;
          },
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
            const end = secret.state === "ended" ? secret.expiresAt : endOf(key, secret);
            if (!end) return "never";
            // What ended a moment ago must not read as if it were still to come.
            const over = secret.state === "ended" || key.status === "revoked";
            return <Time at={end} form={over ? "instant" : "relative"} />;
          },
        },
        ...(mayChange ? [acts] : []),
      ]}
    />
  );
}
