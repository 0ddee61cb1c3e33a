"use client";

import { Button } from "@mantine/core";
import { useState } from "react";
import { endOwnSession } from "@/app/_auth/browser";

export function SignOutButton({ label }: { label: string }) {
  const [busy, setBusy] = useState(false);
  const onClick = () => {
    setBusy(true);
    void endOwnSession();
  };
  return (
    <Button size="md" fullWidth loading={busy} onClick={onClick}>
      {label}
    </Button>
  );
}
