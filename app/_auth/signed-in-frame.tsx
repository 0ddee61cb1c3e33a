"use client";

import type { ReactNode } from "react";
import { endOwnSession } from "@/app/_auth/browser";
import { AppFrame, type AppFrameProps } from "@/components/shell/app-frame";

type SignedInFrameProps = Omit<AppFrameProps, "onSignOut" | "children"> & { children: ReactNode };

/**
 * The frame with the one thing it cannot know by itself: how to sign out. No Suspense around it: the answer would begin
 * before the page is known, and a page that does not exist would say 200.
 */
export function SignedInFrame(props: SignedInFrameProps) {
  return <AppFrame {...props} onSignOut={endOwnSession} />;
}
