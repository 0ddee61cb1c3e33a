"use client";

import { Group, SegmentedControl, Stack, Switch, Text, TextInput } from "@mantine/core";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import type { FeatureView } from "@/lib/catalog/views";

const kinds = [
  { value: "meter", label: "Meter" },
  { value: "switch", label: "Switch" },
  { value: "limit", label: "Limit" },
];
const meaning: Record<string, string> = {
  meter: "Units are counted in a period and end at the plan's quota.",
  switch: "On or off.",
  limit: "A number that holds at any time, such as seats.",
};

/** Names something that plans can include, or changes how it is named. */
export function FeatureDialog({ feature }: { feature?: FeatureView }) {
  const initialValues = {
    name: feature?.name ?? "",
    nameDe: feature?.nameDe ?? "",
    slug: "",
    kind: feature?.kind ?? "meter",
    unit: feature?.unit ?? "call",
    unitPlural: feature?.unitPlural ?? "calls",
    contactSales: feature?.contactSales ?? false,
  };
  return (
    <DeedDialog
      open={feature ? "Edit" : "New feature"}
      openAria={feature ? `Edit feature ${feature.name}` : undefined}
      title={feature ? `Edit ${feature.name}` : "New feature"}
      button={feature ? { variant: "default", size: "xs" } : {}}
      initialValues={initialValues}
      deed={({ slug, kind, nameDe, ...shared }) => ({
        method: feature ? "PATCH" : "POST",
        path: feature ? `/api/admin/features/${feature.id}` : "/api/admin/features",
        body: { ...shared, nameDe: nameDe || null, ...(feature ? {} : { slug, kind }) },
      })}
      done={feature ? "The feature was changed." : "The feature was created. Give it to routes and plans next."}
      submitLabel={feature ? "Save feature" : "Create feature"}
    >
      {(form) => (
        <>
          {!feature && (
            <Stack gap={4}>
              <SegmentedControl aria-label="Kind" data={kinds} {...form.getInputProps("kind")} />
              <Text size="xs" c="dimmed">
                {meaning[form.values.kind]} The kind never changes.
              </Text>
            </Stack>
          )}
          <Group grow align="start">
            <TextInput label="Name" required data-autofocus {...form.getInputProps("name")} />
            <TextInput label="Name in German" placeholder={form.values.name} {...form.getInputProps("nameDe")} />
          </Group>
          {!feature && (
            <TextInput
              label="Slug"
              required
              placeholder="geo_searches"
              description="Sent in answers of the gateway. It never changes."
              {...form.getInputProps("slug")}
            />
          )}
          <Group grow align="start">
            <TextInput label="Unit" {...form.getInputProps("unit")} />
            <TextInput label="Units" {...form.getInputProps("unitPlural")} />
          </Group>
          <Switch
            label="More can be bought by talking to sales"
            {...form.getInputProps("contactSales", { type: "checkbox" })}
          />
        </>
      )}
    </DeedDialog>
  );
}
