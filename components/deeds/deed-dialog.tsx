"use client";

import { Button, type ButtonProps, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { DeedForm, type DeedFormProps } from "@/components/deeds/deed-form";

type Props<Values extends Record<string, unknown>, Result> = Omit<DeedFormProps<Values, Result>, "onCancel"> & {
  /** What the opening button says; `openAria` when that alone does not name the object. */
  open: string;
  openAria?: string;
  title: string;
  size?: string;
  button?: Pick<ButtonProps, "variant" | "color" | "size" | "leftSection">;
  /** Stays open after it is done, to show the result. */
  stay?: boolean;
};

/** A button and the dialog that it opens, with one form inside. */
export function DeedDialog<Values extends Record<string, unknown>, Result = unknown>(props: Props<Values, Result>) {
  const [opened, { open, close }] = useDisclosure(false);
  const { open: label, openAria, title, size, button, stay, onDone, ...form } = props;
  return (
    <>
      <Button {...button} onClick={open} aria-label={openAria} aria-haspopup="dialog">
        {label}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={title}
        size={size ?? "md"}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <DeedForm<Values, Result>
          {...form}
          // While the dialog fades away, a second press must not do it again.
          disabled={(values) => !opened || (form.disabled?.(values) ?? false)}
          onCancel={close}
          onDone={(result) => {
            if (!stay) close();
            onDone?.(result);
          }}
        />
      </Modal>
    </>
  );
}
