"use client";

import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { describeAct, undoDeed } from "@/components/churn/describe-act";
import { useDeed } from "@/components/deeds/use-deed";
import type { ActView } from "@/lib/analytics/signals/views";

/** Takes an act back while that is possible; it goes away by itself when the ten minutes are over. */
export function UndoButton({ act: done }: { act: ActView }) {
  const { act, busy } = useDeed();
  const [isOpen, setOpen] = useState(true);
  const until = done.undoUntil;
  useEffect(() => {
    if (!until) return;
    const timer = setTimeout(() => setOpen(false), Math.max(0, Date.parse(until) - Date.now()));
    return () => clearTimeout(timer);
  }, [until]);
  if (!until || !isOpen) return null;
  const words = describeAct(done);
  return (
    <Button
      variant="subtle"
      size="compact-xs"
      loading={busy}
      aria-label={`Undo: ${words}`}
      onClick={() => void act(undoDeed(done), `Undone: ${words}.`)}
    >
      Undo
    </Button>
  );
}
