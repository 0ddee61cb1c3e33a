import classes from "@/components/charts/drawn/tooltip.module.css";
import { describeShare } from "@/components/ui/describe-share";

export type TooltipLine = { name: string; label: string; family: string; shown: string };

/** What the pointer is on. */
export function TimeTooltip({
  head,
  elapsed,
  lines,
}: {
  head: string;
  elapsed: number;
  lines: readonly TooltipLine[];
}) {
  return (
    <div className={classes.tooltip}>
      <div className={classes.head}>
        {head}
        {elapsed < 1 ? ` · in progress, ${describeShare(elapsed)}` : ""}
      </div>
      {lines.map(({ name, label, family, shown }) => (
        <div key={name} className={classes.line}>
          <span>
            <i style={{ background: `var(--chart-${family})` }} />
            {label}
          </span>
          <b>{shown}</b>
        </div>
      ))}
    </div>
  );
}
