"use client";

import { Switch } from "@mantine/core";
import { AutoRefresh } from "@/components/today/auto-refresh";
import { useUrlState } from "@/components/ui/use-url-state";

/** Keeps the page's rows fresh while it is on; off leaves what is being read in place. */
export function RefreshSwitch({ everyMs = 5_000 }: { everyMs?: number }) {
  const { get, set } = useUrlState();
  const on = get("refresh") === "on";
  return (
    <>
      {on && <AutoRefresh everyMs={everyMs} />}
      <Switch
        label="Auto refresh"
        checked={on}
        onChange={(event) => set({ refresh: event.currentTarget.checked ? "on" : null })}
      />
    </>
  );
}
