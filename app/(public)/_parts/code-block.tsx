import styles from "./public.module.css";

/** Code or headers to read and copy; it can be scrolled by keyboard. */
export function CodeBlock({ label, children }: { label: string; children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={styles.code} aria-label={label} tabIndex={0}>
      <pre style={{ margin: 0, font: "inherit" }}>{children}</pre>
    </section>
  );
}
