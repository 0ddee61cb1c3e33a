"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useTransition } from "react";
import { mergeQuery, parseList, type QueryChange } from "@/components/ui/merge-query";

/** The page's state, kept in its address: what `get` reads and `set` changes survives reload, back and a shared link. */
export function useUrlState() {
  const router = useRouter();
  const pathname = usePathname();
  const query = useSearchParams();
  const [pending, startTransition] = useTransition();
  return {
    get: (name: string): string | null => query.get(name),
    getList: (name: string): string[] => parseList(query.get(name)),
    /** Changes parameters; null takes one out. Server parts of the page are drawn anew, and Back returns to what was. */
    set: (change: QueryChange): void => {
      const merged = mergeQuery(query.toString(), change);
      startTransition(() => router.push(merged ? `${pathname}?${merged}` : pathname, { scroll: false }));
    },
    /** An address of this page with parameters changed, for links. */
    href: (change: QueryChange): string => {
      const merged = mergeQuery(query.toString(), change);
      return merged ? `${pathname}?${merged}` : pathname;
    },
    pending,
  };
}
