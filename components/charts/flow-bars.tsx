import classes from "@/components/charts/flow-bars.module.css";
import type { FlowLink } from "@/components/charts/types";
import { describeNumber } from "@/components/ui/describe-units";

/** A few ways as bars. */
export function FlowBars({ links }: { links: readonly FlowLink[] }) {
  const most = Math.max(1, ...links.map(({ value }) => value));
  return links.map(({ from, to, value }) => (
    <div key={`${from.id} ${to.id}`} className={classes.way}>
      <span>
        {from.label} → {to.label}
      </span>
      <span className={classes.track}>
        <span
          className={classes.bar}
          style={{ width: `${(value / most) * 100}%`, background: `var(--chart-${from.family ?? "allowed"})` }}
        />
        <b>{describeNumber(value)}</b>
      </span>
    </div>
  ));
}
