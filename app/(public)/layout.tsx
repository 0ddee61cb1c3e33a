import { Anchor } from "@mantine/core";
import type { ReactNode } from "react";
import { auth } from "@/app/_auth/auth";
import { pageSpeaker } from "@/app/(public)/_parts/page-speaker";
import styles from "@/app/(public)/_parts/public.module.css";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";

/** The frame of every page that needs no sign-in: complete and usable without script. */
export default async function PublicLayout({ children }: { children: ReactNode }) {
  const [{ pages }, signedIn] = await Promise.all([pageSpeaker(), auth()]);
  const { site } = pages;
  const billing = currentMode();
  const mode = billing === "sandbox" || billing === "test" ? site.modes[billing] : null;
  return (
    <div className={styles.page}>
      <a className={styles.skip} href="#content">
        {site.skip}
      </a>
      <header className={styles.head}>
        <nav className={styles.bar} aria-label={site.navigation}>
          <a className={styles.brand} href="/">
            {site.home}
          </a>
          <Anchor href="/pricing">{site.pricing}</Anchor>
          <Anchor href="/docs">{site.docs}</Anchor>
          <Anchor href="/errors">{site.errors}</Anchor>
          <Anchor href={signedIn ? "/" : "/sign-in"}>{signedIn ? site.back : site.signIn}</Anchor>
        </nav>
      </header>
      <main id="content" className={styles.content}>
        {mode && (
          <aside className={styles.mode} aria-label={mode.title}>
            <b>{mode.title}</b> {mode.text}
          </aside>
        )}
        {children}
      </main>
    </div>
  );
}
