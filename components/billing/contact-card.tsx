import { Button, Card, Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

type Props = { title: string; contactUrl: string | null; children: ReactNode };

/** Where what this page cannot do is asked for; `#contact` leads here. */
export function ContactCard({ title, contactUrl, children }: Props) {
  return (
    <Card withBorder component="section" aria-labelledby="contact">
      <Title order={2} size="h3" id="contact">
        {title}
      </Title>
      <Text mt={4} maw={720}>
        {children}
      </Text>
      {contactUrl && (
        <Group mt="sm">
          <Button component="a" href={contactUrl} rel="noreferrer" variant="default">
            Contact the operator
          </Button>
        </Group>
      )}
    </Card>
  );
}
