"use client";

import { Button, Group, Loader, Popover, Switch } from "@mantine/core";
import { IconChevronDown, IconClock } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { AsOfStamp } from "@/components/scope/as-of-stamp";
import { describeRange, describeWindow } from "@/components/scope/describe-window";
import { OlderDaysNote } from "@/components/scope/older-days";
import classes from "@/components/scope/scope-bar.module.css";
import { WindowPanel } from "@/components/scope/window-panel";
import { useUrlState } from "@/components/ui/use-url-state";

export type ScopeBarProps = {
  /** The moving window shown; null for a frozen one. */
  range: string | null;
  /** The window shown, half-open, in ISO 8601. */
  from: string;
  to: string;
  zone: string;
  /** Up to when every figure of the page is counted. */
  asOf: string;
  /** Whether the window before is shown; left out where a page cannot compare. */
  compares?: boolean | undefined;
  /** The moving windows that the page offers. */
  ranges?: readonly string[] | undefined;
  /** What the page shows when its address names no window. */
  fallback?: string | undefined;
  /** What is behind, where something is: "the counts by day". */
  lag?: string | null | undefined;
  /** False where no figure is a count of calls by day: money is told by its instants. */
  byDay?: boolean | undefined;
};

const usualRanges = ["1h", "24h", "7d", "30d", "90d"];

/** What the figures of a page are about: window, zone, comparison and as-of. All of it lives in the address. */
export function ScopeBar(props: ScopeBarProps) {
  const { range, from, to, zone, asOf, compares, ranges = usualRanges, fallback = "24h", lag, byDay = true } = props;
  const { set, pending } = useUrlState();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useTimeKey(() => {
    button.current?.focus();
    setOpen(true);
  });
  const pick = (picked: string) => set({ range: picked === fallback ? null : picked, from: null, to: null });
  return (
    <>
      <Group component="search" aria-label="Time and comparison" gap="sm" mb="md" className={classes.bar}>
        <Popover
          opened={isOpen}
          onChange={setOpen}
          position="bottom-start"
          width={330}
          trapFocus
          returnFocus
          withRoles={false}
        >
          <Popover.Target>
            <Button
              ref={button}
              variant="default"
              aria-haspopup="dialog"
              aria-expanded={isOpen}
              aria-keyshortcuts="t"
              leftSection={<IconClock size={16} aria-hidden />}
              rightSection={<IconChevronDown size={14} aria-hidden />}
              onClick={() => setOpen(!isOpen)}
            >
              {range === null ? describeWindow(from, to, zone) : describeRange(range)}
              <span className={classes.zone}>· {zone}</span>
            </Button>
          </Popover.Target>
          <Popover.Dropdown role="dialog" aria-label="Time window">
            <WindowPanel {...{ range, from, to, zone, ranges, compares }} onPick={pick} close={() => setOpen(false)} />
          </Popover.Dropdown>
        </Popover>
        <Button.Group className={classes.presets} aria-label="Usual windows">
          {ranges.map((each) => (
            <Button
              key={each}
              variant={each === range ? "filled" : "default"}
              aria-pressed={each === range}
              title={describeRange(each)}
              px="sm"
              onClick={() => pick(each)}
            >
              {each}
            </Button>
          ))}
        </Button.Group>
        {compares === undefined ? null : (
          <Switch
            className={classes.compare}
            label="Compare with the window before"
            checked={compares}
            onChange={(event) => set({ cmp: event.currentTarget.checked ? "prev" : null })}
          />
        )}
        {pending ? <Loader size="xs" aria-label="Loading" /> : null}
        <AsOfStamp asOf={asOf} zone={zone} lag={lag ?? null} />
      </Group>
      {byDay ? <OlderDaysNote from={from} /> : null}
    </>
  );
}

/** `t` opens the window's panel, as long as nobody is writing. */
function useTimeKey(act: () => void) {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { target } = event;
      const isWriting =
        target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
      if (event.key !== "t" || event.ctrlKey || event.metaKey || event.altKey || isWriting) return;
      if (document.querySelector('[aria-modal="true"]')) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
