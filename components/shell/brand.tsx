import Link from "next/link";
import classes from "@/components/shell/brand.module.css";

/** The sign of the house: a gate with a fare. */
export function Brand({ href }: { href: string }) {
  return (
    <Link href={href} prefetch={false} className={classes.brand}>
      <svg viewBox="0 0 24 24" width={24} height={24} aria-hidden="true">
        <rect width="24" height="24" rx="6" fill="var(--mantine-color-indigo-8)" />
        <path d="M6 18V8m12 10V8M6 12.5h7.5" stroke="#fff" strokeWidth="2" strokeLinecap="round" fill="none" />
        <circle cx="16" cy="12.5" r="1.4" fill="#fff" />
      </svg>
      <span>Faregate</span>
    </Link>
  );
}
