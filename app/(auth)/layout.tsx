import type { ReactNode } from "react";
import classes from "@/app/(auth)/auth.module.css";
import { ModeBanner } from "@/components/billing/mode-banner";
import { Brand } from "@/components/shell/brand";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";

/** One quiet card in the middle of the page. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <Brand href="/" />
        <ModeBanner mode={currentMode()} />
        {children}
      </div>
    </main>
  );
}
