"use client";

import { Button, Group, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { CopyLinks } from "@/components/scope/copy-links";
import { describeRange } from "@/components/scope/describe-window";
import { readWallField, wallField } from "@/components/scope/wall-field";
import { useUrlState } from "@/components/ui/use-url-state";
import { zoneNames } from "@/lib/zone-names";

type Props = {
  range: string | null;
  from: string;
  to: string;
  zone: string;
  ranges: readonly string[];
  compares: boolean | undefined;
  onPick: (range: string) => void;
  close: () => void;
};

/** Chooses the window: a usual one, or one with fixed ends by the clocks of a zone. */
export function WindowPanel({ range, from, to, zone, ranges, compares, onPick, close }: Props) {
  const { set } = useUrlState();
  const [start, setStart] = useState(wallField(from, zone));
  const [end, setEnd] = useState(wallField(to, zone));
  const [startAt, endAt] = [readWallField(start, zone), readWallField(end, zone)];
  const isReversed = startAt !== null && endAt !== null && startAt >= endAt;
  const then = (act: () => void) => () => {
    act();
    close();
  };
  return (
    <Stack gap="sm">
      <Group gap={6}>
        {ranges.map((each) => (
          <Button
            key={each}
            size="xs"
            variant={each === range ? "filled" : "default"}
            aria-pressed={each === range}
            onClick={then(() => onPick(each))}
          >
            {describeRange(each)}
          </Button>
        ))}
      </Group>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!startAt || !endAt || isReversed) return;
          then(() => set({ from: startAt, to: endAt, range: null }))();
        }}
      >
        <Stack gap="xs">
          <TextInput
            type="datetime-local"
            label={`From (${zone})`}
            value={start}
            onChange={(event) => setStart(event.currentTarget.value)}
          />
          <TextInput
            type="datetime-local"
            label={`To (${zone}), not included`}
            value={end}
            error={isReversed ? "The window must start before it ends." : undefined}
            onChange={(event) => setEnd(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={!startAt || !endAt || isReversed}>
            Show this window
          </Button>
        </Stack>
      </form>
      <Select
        label="Zone of days and clocks"
        data={[zone, ...zoneNames.filter((each) => each !== zone)]}
        value={zone}
        searchable
        limit={60}
        allowDeselect={false}
        openOnFocus={false}
        comboboxProps={{ withinPortal: false }}
        onChange={(picked) => picked && picked !== zone && then(() => set({ tz: picked }))()}
      />
      {compares === undefined ? null : (
        <Switch
          label="Compare with the window before"
          checked={compares}
          onChange={(event) => set({ cmp: event.currentTarget.checked ? "prev" : null })}
        />
      )}
      <CopyLinks {...{ range, from, to, zone }} />
    </Stack>
  );
}
