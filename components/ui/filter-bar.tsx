"use client";

import { Box, Button, Group, Loader, MultiSelect, Select, Text, TextInput } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import { useState } from "react";
import { useUrlState } from "@/components/ui/use-url-state";

export type FilterOption = { value: string; label: string };

/** One filter and the parameter it lives in. `multi` is comma-separated; `text` applies on Enter and on leaving. */
export type Filter =
  | { kind: "select"; name: string; label: string; options: readonly FilterOption[]; fallback?: string; width?: number }
  | { kind: "multi"; name: string; label: string; options: readonly FilterOption[]; width?: number }
  | { kind: "text"; name: string; label: string; placeholder?: string; width?: number };

/** Two filters share a line of a phone, so that the figures stay near the top of it. */
const widthOf = (width: number) => ({ base: "calc(50% - var(--mantine-spacing-sm) / 2)", xs: width });

type FilterBarProps = {
  filters: readonly Filter[];
  /** Those that people seldom need: folded away, unless one of them is set. */
  more?: readonly Filter[];
};

/** A row of filters whose state is the address. "Clear" takes out all of them and nothing else. */
export function FilterBar({ filters, more = [] }: FilterBarProps) {
  const { get, set, pending } = useUrlState();
  const isSet = ({ name }: Filter) => get(name) !== null;
  const active = [...filters, ...more].filter(isSet);
  const fields = (of: readonly Filter[]) => of.map((filter) => <FilterField key={filter.name} filter={filter} />);
  return (
    <Group component="search" aria-label="Filters" gap="sm" align="flex-end" mb="md">
      {fields(filters)}
      {active.length > 0 ? (
        <Button
          variant="subtle"
          leftSection={<IconFilterOff size={16} aria-hidden />}
          onClick={() => set(Object.fromEntries(active.map(({ name }) => [name, null])))}
        >
          Clear
        </Button>
      ) : null}
      {pending ? <Loader size="xs" mb={8} aria-label="Loading" /> : null}
      {more.length > 0 ? (
        <Box component="details" w="100%" open={more.some(isSet)}>
          <Text component="summary" fz="sm" style={{ cursor: "pointer" }}>
            More filters
          </Text>
          <Group gap="sm" align="flex-end" mt="xs">
            {fields(more)}
          </Group>
        </Box>
      ) : null}
    </Group>
  );
}

function FilterField({ filter }: { filter: Filter }) {
  const { get, getList, set } = useUrlState();
  const shared = { label: filter.label, w: widthOf(filter.width ?? 180) };
  if (filter.kind === "text") return <TextField key={get(filter.name)} filter={filter} />;
  if (filter.kind === "multi") {
    return (
      <MultiSelect
        {...shared}
        data={[...filter.options]}
        value={getList(filter.name)}
        {...(getList(filter.name).length === 0 && { placeholder: "All" })}
        onChange={(values) => set({ [filter.name]: values })}
        clearable
        searchable
        // One choice and the place to type stand on one line.
        styles={{ inputField: { minWidth: 24 } }}
      />
    );
  }
  const fallback = filter.fallback ?? null;
  return (
    <Select
      {...shared}
      data={[...filter.options]}
      value={get(filter.name) ?? fallback}
      placeholder="All"
      onChange={(value) => set({ [filter.name]: value === fallback ? null : value })}
      clearable={fallback === null}
      allowDeselect={false}
    />
  );
}

function TextField({ filter }: { filter: Extract<Filter, { kind: "text" }> }) {
  const { get, set } = useUrlState();
  const [text, setText] = useState(get(filter.name) ?? "");
  const apply = () => {
    if (text.trim() !== (get(filter.name) ?? "")) set({ [filter.name]: text.trim() });
  };
  return (
    <TextInput
      label={filter.label}
      placeholder={filter.placeholder}
      w={widthOf(filter.width ?? 220)}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === "Enter") apply();
      }}
    />
  );
}
