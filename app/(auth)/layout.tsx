import type { ReactNode } from "react";
import classes from "@/app/(auth)/auth.module.css";
import { Brand } from "@/components/shell/brand";

/** One quiet card in the middle of the page. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <Brand href="/" />
        {children}
      </div>
    </main>
  );
}
