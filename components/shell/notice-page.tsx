import { Box, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { TextLink } from "@/components/ui/text-link";

type NoticePageProps = {
  status: string;
  title: string;
  children: ReactNode;
  /** Where to go on, in words: `{ href: "/admin", label: "To Today" }`. */
  next?: { href: string; label: string };
  /** Stands inside a frame that has its own main region. */
  framed?: boolean;
};

/** A page that only says something: not found, failed. */
export function NoticePage({ status, title, children, next, framed }: NoticePageProps) {
  return (
    <Box component={framed ? "div" : "main"} px="md" py={80} maw={520} mx="auto" ta="center">
      <Text ff="monospace" c="dimmed">
        {status}
      </Text>
      <Title order={1} mb="xs">
        {title}
      </Title>
      <Text c="dimmed" component="div">
        {children}
      </Text>
      {next ? (
        <TextLink href={next.href} mt="md" display="inline-block">
          {next.label}
        </TextLink>
      ) : null}
    </Box>
  );
}
