"use client";

import { Button, Group } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconLink, IconLock } from "@tabler/icons-react";
import { useUrlState } from "@/components/ui/use-url-state";

type Props = { range: string | null; from: string; to: string; zone: string };

/** Two links to what is shown: one that moves with time, and one whose figures stay those of this window. */
export function CopyLinks({ range, from, to, zone }: Props) {
  const { href } = useUrlState();
  const copyOf = (path: string) => `${window.location.origin}${path}`;
  return (
    <Group gap={6}>
      {range === null ? null : (
        <CopyLink label="Copy moving link" icon={IconLink} link={() => copyOf(href({ range, from: null, to: null }))} />
      )}
      <CopyLink
        label="Copy fixed link"
        icon={IconLock}
        link={() => copyOf(href({ range: null, from, to, tz: zone }))}
      />
    </Group>
  );
}

type CopyLinkProps = { label: string; icon: typeof IconLink; link: () => string };

function CopyLink({ label, icon: Icon, link }: CopyLinkProps) {
  const { copied, copy, error } = useClipboard({ timeout: 2_000 });
  return (
    <Button
      size="xs"
      variant="subtle"
      leftSection={copied ? <IconCheck size={14} aria-hidden /> : <Icon size={14} aria-hidden />}
      onClick={() => copy(link())}
    >
      {copied ? "Copied" : error ? "Not copied: use the address bar" : label}
    </Button>
  );
}
