"use client";

import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useLayoutEffect } from "react";

type CopyButtonProps = {
  value: string;
  /** What is copied, for the button's name: "request id", "secret". */
  label: string;
  /** With its words beside the icon. */
  labelled?: boolean;
  /** Called when the text is in the clipboard. */
  onCopied?: () => void;
};

/** Copies a text and says so for two seconds. */
export function CopyButton({ value, label, labelled, onCopied }: CopyButtonProps) {
  const { copied, copy, error } = useClipboard({ timeout: 2_000 });
  const Icon = copied ? IconCheck : IconCopy;
  const words = copied ? "Copied" : error ? `Not copied: select the ${label}` : `Copy ${label}`;
  const onClick = () => copy(value);
  // Browsers may refuse, and do so on addresses that are not secure: only what was copied is told.
  useLayoutEffect(() => {
    if (copied) onCopied?.();
  }, [copied, onCopied]);
  if (labelled) {
    return (
      <Button variant="default" leftSection={<Icon size={16} aria-hidden />} onClick={onClick}>
        {words}
      </Button>
    );
  }
  return (
    <Tooltip label={words}>
      <ActionIcon variant="subtle" color="gray" size={28} aria-label={words} onClick={onClick}>
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
