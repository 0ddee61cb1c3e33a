"use client";

import { Button, Group, Stack } from "@mantine/core";
import { type UseFormReturnType, useForm } from "@mantine/form";
import { type ReactNode, useState } from "react";
import { type Deed, useDeed } from "@/components/deeds/use-deed";
import { ProblemAlert } from "@/components/ui/problem-alert";

export type DeedFormProps<Values extends Record<string, unknown>, Result> = {
  /** A function is asked at each opening. */
  initialValues: Values | (() => Values);
  /** Checks before anything is sent: messages by field. */
  validate?: (values: Values) => Partial<Record<string, string>>;
  deed: (values: Values) => Deed;
  done: string;
  submitLabel: string;
  /** What the button that does nothing says; "Cancel" where that cannot be mistaken. */
  cancelLabel?: string;
  danger?: boolean;
  disabled?: (values: Values) => boolean;
  onCancel?: () => void;
  onDone?: (result: Result) => void;
  children: (form: UseFormReturnType<Values>) => ReactNode;
};

/** `/features/0/limitUnits` → `features.0.limitUnits`: where Mantine's form keeps that field. */
const fieldOf = (pointer: string) => pointer.replace(/^\//, "").replaceAll("/", ".");

/** A form that does one thing: fields the server refused are marked in place, and what was typed stays. */
export function DeedForm<Values extends Record<string, unknown>, Result = unknown>(
  props: DeedFormProps<Values, Result>,
) {
  const { act, busy, error } = useDeed();
  const [initialValues] = useState(props.initialValues);
  const form = useForm<Values>({ initialValues });
  const submit = form.onSubmit(async (values) => {
    const found = Object.entries(props.validate?.(values) ?? {}).filter(([, message]) => message !== undefined);
    if (found.length > 0) {
      form.setErrors(Object.fromEntries(found));
      return;
    }
    const outcome = await act<Result>(props.deed(values), props.done);
    if ("result" in outcome) props.onDone?.(outcome.result);
    else form.setErrors(Object.fromEntries(outcome.error.errors.map((each) => [fieldOf(each.pointer), each.message])));
  });
  // Fields on screen say for themselves what is wrong with them.
  const inFields =
    error?.code === "validation_failed" &&
    error.errors.length > 0 &&
    error.errors.every(({ pointer }) => (fieldOf(pointer).split(".")[0] ?? "") in form.values);
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {props.children(form)}
        {!inFields && <ProblemAlert error={error} />}
        <Group justify="flex-end">
          {props.onCancel && (
            <Button variant="default" onClick={props.onCancel}>
              {props.cancelLabel ?? "Cancel"}
            </Button>
          )}
          <Button
            type="submit"
            loading={busy}
            color={props.danger ? "red" : undefined}
            disabled={props.disabled?.(form.values) ?? false}
          >
            {props.submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
