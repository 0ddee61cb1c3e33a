import { Anchor } from "@mantine/core";
import type { ReactNode } from "react";
import { pageSpeaker } from "@/app/(public)/_parts/page-speaker";
import styles from "@/app/(public)/_parts/public.module.css";

/** The frame of every page that needs no sign-in: complete and usable without script. */
export default async function PublicLayout({ children }: { children: ReactNode }) {
  const { pages } = await pageSpeaker();
  const { site } = pages;
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
          <Anchor href="/sign-in">{site.signIn}</Anchor>
        </nav>
      </header>
      <main id="content" className={styles.content}>
        {children}
      </main>
    </div>
  );
}
