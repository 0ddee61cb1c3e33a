import { Button, type ButtonProps } from "@mantine/core";
import type { ReactNode } from "react";

/** A link to a file that looks like a button; the browser loads it without leaving the page. */
export function DownloadButton({ href, children, ...button }: ButtonProps & { href: string; children: ReactNode }) {
  return (
    <Button component="a" href={href} download variant="default" {...button}>
      {children}
    </Button>
  );
}
