"use client";

import { type ReactNode, Suspense } from "react";
import { endOwnSession } from "@/app/_auth/browser";
import { AppFrame, type AppFrameProps } from "@/components/shell/app-frame";

type SignedInFrameProps = Omit<AppFrameProps, "onSignOut" | "children"> & { children: ReactNode };

/** The frame with the one thing it cannot know by itself: how to sign out. */
export function SignedInFrame(props: SignedInFrameProps) {
  return (
    <Suspense>
      <AppFrame {...props} onSignOut={endOwnSession} />
    </Suspense>
  );
}
