"use client";

import { useEffect, useRef } from "react";

/** One key acts, as long as nobody is writing and no dialog is open. */
export function useSingleKey(key: string, act: () => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { target } = event;
      const isWriting =
        target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || isWriting) return;
      if (document.querySelector('[aria-modal="true"]')) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [key]);
}
