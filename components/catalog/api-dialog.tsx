"use client";

import { Fieldset, Group, NumberInput, PasswordInput, SimpleGrid, TagsInput, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import type { ApiView } from "@/lib/catalog/views";

const empty = {
  name: "",
  slug: "",
  upstreamUrl: "",
  upstreamHeader: "",
  upstreamSecret: "",
  connectTimeoutMs: 5_000 as number | string,
  responseTimeoutMs: 30_000 as number | string,
  idleTimeoutMs: 60_000 as number | string,
  allowedOrigins: [] as string[],
};
type Values = typeof empty;

const valuesOf = (api: ApiView): Values => ({
  ...empty,
  ...api,
  upstreamHeader: api.upstreamHeader ?? "",
  upstreamSecret: "",
});

function bodyOf(values: Values, isNew: boolean) {
  return {
    name: values.name,
    ...(isNew ? { slug: values.slug } : {}),
    upstreamUrl: values.upstreamUrl,
    upstreamHeader: values.upstreamHeader === "" ? null : values.upstreamHeader,
    ...(values.upstreamSecret === "" ? {} : { upstreamSecret: values.upstreamSecret }),
    connectTimeoutMs: Number(values.connectTimeoutMs),
    responseTimeoutMs: Number(values.responseTimeoutMs),
    idleTimeoutMs: Number(values.idleTimeoutMs),
    allowedOrigins: values.allowedOrigins,
  };
}

/** Registers an api, or changes one. The upstream's credential goes in and never comes out. */
export function ApiDialog({ api, gatewayUrl }: { api?: ApiView; gatewayUrl: string }) {
  const router = useRouter();
  return (
    <DeedDialog<Values, ApiView>
      open={api ? "Edit" : "Add api"}
      openAria={api ? `Edit api ${api.name}` : undefined}
      title={api ? `Edit ${api.name}` : "Add an api"}
      button={api ? { variant: "default" } : {}}
      size="lg"
      initialValues={api ? valuesOf(api) : empty}
      deed={(values) => ({
        method: api ? "PATCH" : "POST",
        path: api ? `/api/admin/apis/${api.id}` : "/api/admin/apis",
        body: bodyOf(values, !api),
      })}
      done={api ? "The api was changed. Gateways follow within a second." : "The api was added. Give it routes next."}
      submitLabel={api ? "Save api" : "Add api"}
      onDone={(made) => {
        if (!api) router.push(`/admin/apis/${made.id}`);
      }}
    >
      {(form) => (
        <>
          <TextInput label="Name" required data-autofocus {...form.getInputProps("name")} />
          {!api && (
            <TextInput
              label="Slug"
              required
              description={`First part of the path: ${gatewayUrl}/${form.values.slug || "slug"}/…. It never changes.`}
              {...form.getInputProps("slug")}
            />
          )}
          <TextInput
            label="Upstream URL"
            required
            placeholder="https://api.internal.example"
            description="The route's path is put behind it."
            {...form.getInputProps("upstreamUrl")}
          />
          <Fieldset legend="Credential for the upstream">
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <TextInput label="Header" placeholder="authorization" {...form.getInputProps("upstreamHeader")} />
              <PasswordInput
                label="Value"
                autoComplete="new-password"
                description={
                  api?.upstreamSecretSetAt
                    ? `Set on ${api.upstreamSecretSetAt.slice(0, 10)}. Empty keeps it.`
                    : "Encrypted at once and never shown again."
                }
                {...form.getInputProps("upstreamSecret")}
              />
            </SimpleGrid>
          </Fieldset>
          <Group grow align="start">
            <NumberInput label="Connect, ms" min={100} {...form.getInputProps("connectTimeoutMs")} />
            <NumberInput label="First byte, ms" min={100} {...form.getInputProps("responseTimeoutMs")} />
            <NumberInput label="Idle, ms" min={100} {...form.getInputProps("idleTimeoutMs")} />
          </Group>
          <TagsInput
            label="Web origins that browsers may call from"
            placeholder="https://app.example.com"
            {...form.getInputProps("allowedOrigins")}
          />
        </>
      )}
    </DeedDialog>
  );
}
