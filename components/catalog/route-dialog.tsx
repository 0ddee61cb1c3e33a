"use client";

import { Group, NumberInput, Select, TextInput } from "@mantine/core";
import { checkRouteCost, closeRouteCost, openRouteCost, RouteCostFields } from "@/components/catalog/route-cost-fields";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import { formatStatusPairs, parseStatusPairs } from "@/lib/catalog/status-pairs";
import type { FeatureView, RouteView } from "@/lib/catalog/views";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

type Props = { apiId: string; route?: RouteView; features: readonly FeatureView[] };

/** Adds a route to an api, or changes one: what it needs, what it costs, what is charged. */
export function RouteDialog({ apiId, route, features }: Props) {
  const initialValues = {
    method: route?.method ?? "GET",
    path: route?.path ?? "/v1/",
    featureId: route?.featureId ?? null,
    ...openRouteCost(route),
    scope: route?.scope ?? "",
    chargedStatuses: formatStatusPairs(route?.chargedStatuses ?? [[200, 399]]),
    maxBodyKib: ((route?.maxBodyBytes ?? 10_485_760) / 1024) as number | string,
  };
  return (
    <DeedDialog
      open={route ? "Edit" : "Add route"}
      openAria={route ? `Edit route ${route.method} ${route.path}` : undefined}
      title={route ? `Edit ${route.method} ${route.path}` : "Add a route"}
      button={route ? { variant: "default", size: "xs" } : {}}
      size="lg"
      initialValues={initialValues}
      validate={({ chargedStatuses, ...values }) => ({
        ...checkRouteCost(values),
        ...(parseStatusPairs(chargedStatuses) ? {} : { chargedStatuses: "Write statuses such as 200-399, 404." }),
      })}
      deed={(values) => ({
        method: route ? "PATCH" : "POST",
        path: route ? `/api/admin/routes/${route.id}` : "/api/admin/routes",
        body: {
          ...(route ? {} : { apiId }),
          method: values.method,
          path: values.path,
          featureId: values.featureId,
          ...closeRouteCost(values),
          scope: values.scope || null,
          chargedStatuses: parseStatusPairs(values.chargedStatuses),
          maxBodyBytes: Math.round(Number(values.maxBodyKib) * 1024),
        },
      })}
      done={route ? "The route was changed." : "The route was added."}
      submitLabel={route ? "Save route" : "Add route"}
    >
      {(form) => (
        <>
          <Group align="start" wrap="nowrap">
            <Select label="Method" data={methods} allowDeselect={false} w={110} {...form.getInputProps("method")} />
            <TextInput
              label="Path"
              description="{name} matches one segment; /* at the end matches the rest."
              flex={1}
              data-autofocus
              {...form.getInputProps("path")}
            />
          </Group>
          <Select
            label="Feature"
            description="What a plan must include. Without one the route is free and unmetered."
            data={features.map((feature) => ({ value: feature.id, label: `${feature.name} (${feature.kind})` }))}
            placeholder="Free and unmetered"
            clearable
            searchable
            {...form.getInputProps("featureId")}
          />
          {form.values.featureId !== null && (
            <RouteCostFields
              values={form.values}
              unitPlural={features.find(({ id }) => id === form.values.featureId)?.unitPlural ?? "units"}
              inputProps={(name) => form.getInputProps(name)}
            />
          )}
          <TextInput label="Scope" placeholder="Any key" {...form.getInputProps("scope")} />
          <Group grow align="start">
            <TextInput label="Statuses that are charged" {...form.getInputProps("chargedStatuses")} />
            <NumberInput label="Largest body, KiB" min={0} {...form.getInputProps("maxBodyKib")} />
          </Group>
        </>
      )}
    </DeedDialog>
  );
}
