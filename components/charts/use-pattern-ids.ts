import { useId } from "react";
import { type Family, families } from "@/components/charts/families";

/** Says how a family is filled. Ids are the figure's own, or two figures on a page would share a fill. */
export function usePatternIds(): ((family: Family) => string) & { prefix: string } {
  const prefix = `p${useId().replaceAll(/[^a-zA-Z0-9]/g, "")}`;
  const fill = (family: Family) =>
    families[family].pattern === "solid" ? `var(--chart-${family})` : `url(#${prefix}-${family})`;
  return Object.assign(fill, { prefix });
}
