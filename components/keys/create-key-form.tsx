"use client";

import { Paper, Radio, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { DeedForm } from "@/components/deeds/deed-form";
import { BudgetFields } from "@/components/keys/budget-fields";
import { type BudgetLine, checkBudgets, closeBudgets } from "@/components/keys/budget-form";
import { ScopeChoice } from "@/components/keys/scope-choice";
import { SecretDialog } from "@/components/keys/secret-dialog";
import { useTenantHref } from "@/components/shell/use-tenant-href";
import { keyPath } from "@/lib/keys/client/queries";
import { describeReach } from "@/lib/keys/describe-reach";
import { parseNetworks } from "@/lib/keys/parse-networks";
import type { KeyWithSecret, MeterChoice, SampleRoute, ScopeChoice as Scope } from "@/lib/keys/types";

type Props = {
  tenantId: string;
  scopes: readonly Scope[];
  meters: readonly MeterChoice[];
  sampleRoutes: readonly SampleRoute[];
  gatewayUrl: string;
  /** Developers may not: their keys end. */
  mayNeverExpire: boolean;
  now: string;
};

const dayMs = 86_400_000;
const initialValues = {
  name: "",
  mode: "test" as "live" | "test",
  scopes: [] as string[],
  expiry: "90",
  networks: "",
  budgets: [] as BudgetLine[],
};

/** A new key on one page: safe defaults, and one sentence that says what the key will be able to do. */
export function CreateKeyForm(props: Props) {
  const { tenantId, scopes, meters, sampleRoutes, gatewayUrl, mayNeverExpire, now } = props;
  const router = useRouter();
  const tenantHref = useTenantHref();
  const [made, setMade] = useState<KeyWithSecret | null>(null);
  const expiries = [
    ...[7, 30, 90, 365].map((days) => ({ value: String(days), label: `${days} days` })),
    { value: "never", label: "Never", disabled: !mayNeverExpire },
  ];
  return (
    <>
      <DeedForm<typeof initialValues, KeyWithSecret>
        initialValues={initialValues}
        validate={({ name, networks, budgets }) => {
          const { wrong } = parseNetworks(networks);
          return {
            ...checkBudgets(budgets),
            ...(name.trim() ? {} : { name: "The key needs a name." }),
            ...(wrong ? { networks: `${wrong} is not an address or a range such as 203.0.113.0/24.` } : {}),
          };
        }}
        deed={({ name, mode, scopes: chosen, expiry, networks, budgets }) => ({
          method: "POST",
          path: keyPath(tenantId),
          body: {
            name,
            mode,
            scopes: chosen,
            expiresInDays: expiry === "never" ? null : Number(expiry),
            allowedNetworks: parseNetworks(networks).networks,
            budgets: closeBudgets(budgets),
          },
        })}
        done="The key was created."
        submitLabel="Create key"
        disabled={() => made !== null}
        onDone={setMade}
      >
        {(form) => (
          <>
            <Paper>
              <Stack gap="md">
                <TextInput
                  label="Name"
                  description="What uses the key. Lists and logs show it."
                  placeholder="nightly-import"
                  required
                  maxLength={80}
                  autoComplete="off"
                  {...form.getInputProps("name")}
                />
                <Radio.Group label="Mode" {...form.getInputProps("mode")}>
                  <Stack gap="xs" mt="xs">
                    <Radio value="test" label="Test" description="Its units are counted apart from live use." />
                    <Radio value="live" label="Live" description="Its units come out of what the plan includes." />
                  </Stack>
                </Radio.Group>
              </Stack>
            </Paper>
            <Paper>
              <ScopeChoice
                choices={scopes}
                value={form.values.scopes}
                onChange={(chosen) => form.setFieldValue("scopes", chosen)}
              />
            </Paper>
            <Paper>
              <Stack gap="md">
                <Select
                  label="Expires after"
                  description={mayNeverExpire ? undefined : "A key that never expires needs an owner or admin."}
                  data={expiries}
                  allowDeselect={false}
                  maw={320}
                  {...form.getInputProps("expiry")}
                />
                <Textarea
                  label="Allowed networks"
                  description="Addresses or ranges, one a line. Empty: any address may use the key."
                  placeholder="203.0.113.0/24"
                  autosize
                  minRows={2}
                  maw={480}
                  {...form.getInputProps("networks")}
                />
              </Stack>
            </Paper>
            <Paper>
              <BudgetFields
                meters={meters}
                value={form.values.budgets}
                errors={form.errors}
                onChange={(lines) => {
                  for (const field of Object.keys(form.errors))
                    if (field.startsWith("budgets.")) form.clearFieldError(field);
                  form.setFieldValue("budgets", lines);
                }}
              />
            </Paper>
            <Text role="status" fw={500}>
              {describeReach({
                mode: form.values.mode,
                scopes: form.values.scopes,
                networks: parseNetworks(form.values.networks).networks.length,
                expiresAt:
                  form.values.expiry === "never"
                    ? null
                    : new Date(Date.parse(now) + Number(form.values.expiry) * dayMs),
                choices: scopes,
              })}
            </Text>
          </>
        )}
      </DeedForm>
      <SecretDialog
        made={made}
        title="The key was created"
        {...{ tenantId, sampleRoutes, gatewayUrl }}
        onClose={() => made && router.push(tenantHref(`/console/keys/${made.key.id}`))}
      />
    </>
  );
}
