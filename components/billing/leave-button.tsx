"use client";

import { Button, type ButtonProps, Stack } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useLeaveFor } from "@/components/billing/use-leave-for";
import { ProblemAlert } from "@/components/ui/problem-alert";

type Props = Pick<ButtonProps, "variant" | "size" | "fullWidth"> & {
  /** What is asked for the page's address. */
  path: string;
  body?: unknown;
  label?: string;
  children: ReactNode;
};

/** A button that opens a page of the payment provider; card data is entered only there. */
export function LeaveButton({ path, body = {}, label, children, ...button }: Props) {
  const { leaveFor, busy, error } = useLeaveFor();
  return (
    <Stack gap="xs" align="flex-start">
      <Button
        {...button}
        loading={busy}
        aria-label={label}
        rightSection={<IconExternalLink size={16} aria-hidden />}
        onClick={() => void leaveFor(path, body)}
      >
        {children}
      </Button>
      <ProblemAlert error={error} />
    </Stack>
  );
}
