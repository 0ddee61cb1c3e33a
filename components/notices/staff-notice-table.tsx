import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { DataTable } from "@/components/ui/data-table";
import { Mono } from "@/components/ui/mono";
import { RoleBadge } from "@/components/ui/role-badge";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { MailView, StaffNoticeView } from "@/lib/notices/views";
import type { Role } from "@/theme";

const mails: Record<MailView["status"], { role: Role; word: string }> = {
  waiting: { role: "info", word: "waiting" },
  sent: { role: "ok", word: "sent" },
  kept: { role: "calm", word: "kept, no mail server" },
  suppressed: { role: "calm", word: "suppressed" },
  failed: { role: "act", word: "failed" },
};

type Props = { rows: readonly StaffNoticeView[]; empty: ReactNode; footer?: ReactNode };

/** What was told to whom: the notice, its mails with their text, and why one was not sent. */
export function StaffNoticeTable({ rows, empty, footer }: Props) {
  return (
    <DataTable
      label="Notices"
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        { key: "at", header: "Time", render: (row) => <Time at={row.createdAt} form="moment" /> },
        {
          key: "kind",
          header: "Notice",
          render: (row) => (
            <>
              <Mono>{row.kind}</Mono>
              <Text fz="sm">{row.title}</Text>
              {row.closedAt !== null && (
                <Text fz="xs" c="dimmed" component="div">
                  resolved <Time at={row.closedAt} />
                </Text>
              )}
            </>
          ),
        },
        {
          key: "tenant",
          header: "Tenant",
          render: (row) =>
            row.tenant ? <TextLink href={`/admin/tenants/${row.tenant.id}`}>{row.tenant.name}</TextLink> : "staff",
        },
        {
          key: "mails",
          header: "Mails",
          render: (row) =>
            row.mails.length === 0 ? "inbox only" : row.mails.map((mail) => <MailLine key={mail.id} mail={mail} />),
        },
      ]}
      empty={empty}
      footer={footer}
    />
  );
}

function MailLine({ mail }: { mail: MailView }) {
  const { role, word } = mails[mail.status];
  return (
    <details style={{ marginBlock: 4, textAlign: "start" }}>
      <summary>
        {mail.address} <RoleBadge role={role}>{word}</RoleBadge>
      </summary>
      {mail.detail !== null && (
        <Text fz="xs" c="dimmed">
          {mail.detail}
        </Text>
      )}
      <Text fz="sm" fw={550} mt={4} lang={mail.locale}>
        {mail.subject}
      </Text>
      <Text fz="sm" maw={520} lang={mail.locale} style={{ whiteSpace: "pre-wrap" }}>
        {mail.body}
      </Text>
    </details>
  );
}
