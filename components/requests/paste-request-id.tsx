"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** A request id that is pasted anywhere on the page opens its call. `hrefBase` and `hrefEnd` stand around the id. */
export function PasteRequestId({ hrefBase, hrefEnd = "" }: { hrefBase: string; hrefEnd?: string }) {
  const router = useRouter();
  useEffect(() => {
    const listen = (event: ClipboardEvent) => {
      const { target } = event;
      if (target instanceof HTMLElement && target.matches("input, textarea, [contenteditable]")) return;
      const [id] = /\breq_[0-7][0-9A-HJKMNP-TV-Z]{25}\b/.exec(event.clipboardData?.getData("text") ?? "") ?? [];
      if (id) router.push(`${hrefBase}${id}${hrefEnd}`);
    };
    document.addEventListener("paste", listen);
    return () => document.removeEventListener("paste", listen);
  }, [router, hrefBase, hrefEnd]);
  return null;
}
