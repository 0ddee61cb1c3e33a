import classes from "@/components/charts/share-bar.module.css";

/** A share between 0 and 1 as a bar in a cell, with its words beside it. */
export function ShareBar({ share, label }: { share: number; label: string }) {
  const part = Math.min(1, Math.max(0, share));
  return (
    <span className={classes.cell}>
      <span className={classes.track} aria-hidden>
        <span className={classes.bar} style={{ width: `${part * 100}%` }} />
      </span>
      <span className={classes.label}>{label}</span>
    </span>
  );
}
