import type { ReactNode } from "react";

/** Words that stay on one line: an amount with its sign, a date. */
export const Whole = ({ children }: { children: ReactNode }) => (
  <span style={{ whiteSpace: "nowrap" }}>{children}</span>
);
