"use client";

import { type ButtonProps, Text, Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import type { Deed } from "@/components/deeds/use-deed";

type Props = {
  open: string;
  openAria?: string;
  title: string;
  /** What breaks, in a sentence or two. */
  consequence: ReactNode;
  submitLabel: string;
  done: string;
  deed: Omit<Deed, "body">;
  /** Asks why, and sends it as `reason`. */
  asksReason?: boolean;
  /** The word that must be typed before the button works. */
  typed?: string;
  calm?: boolean;
  button?: Pick<ButtonProps, "variant" | "color" | "size" | "leftSection">;
};

/** Asks before something that hurts: names what breaks, and has the reason written down. */
export function ConfirmDeed(props: Props) {
  return (
    <DeedDialog
      open={props.open}
      openAria={props.openAria}
      title={props.title}
      button={props.button ?? { variant: "default", size: "xs" }}
      initialValues={{ reason: "", typed: "" }}
      validate={({ reason }) =>
        props.asksReason && reason.trim().length < 3 ? { reason: "Say why: it is kept in the audit." } : {}
      }
      disabled={({ typed }) => props.typed !== undefined && typed !== props.typed}
      deed={({ reason }) => (props.asksReason ? { ...props.deed, body: { reason } } : props.deed)}
      done={props.done}
      submitLabel={props.submitLabel}
      danger={!props.calm}
    >
      {(form) => (
        <>
          <Text size="sm" component="div">
            {props.consequence}
          </Text>
          {props.asksReason && (
            <Textarea
              label="Reason"
              description="Kept in the audit."
              autosize
              minRows={2}
              {...form.getInputProps("reason")}
            />
          )}
          {props.typed !== undefined && (
            <TextInput label={`Type ${props.typed} to confirm`} autoComplete="off" {...form.getInputProps("typed")} />
          )}
        </>
      )}
    </DeedDialog>
  );
}
