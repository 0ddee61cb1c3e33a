import { Text } from "@mantine/core";
import classes from "@/components/billing/mode-banner.module.css";
import type { BillingMode } from "@/lib/billing/types";

const words: Partial<Record<BillingMode, [string, string]>> = {
  sandbox: ["Sandbox payments", "Cards and money here are made up; no payment leaves this machine."],
  test: ["Stripe test mode", "Only test cards work, and no money moves."],
};

/** Says on every page that payments are not real ones. Draws nothing in live and manual mode. */
export function ModeBanner({ mode }: { mode: BillingMode }) {
  const said = words[mode];
  if (!said) return null;
  return (
    <aside className={classes.strip} aria-label="Payment mode">
      <Text component="span" fz="xs" fw={650}>
        {said[0]}
      </Text>
      <Text component="span" fz="xs">
        {said[1]}
      </Text>
    </aside>
  );
}
