import { Anchor, Box, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

type NoticePageProps = {
  status: string;
  title: string;
  children: ReactNode;
  /** Offers the way to the start page. */
  home?: boolean;
  /** Stands inside a frame that has its own main region. */
  framed?: boolean;
};

/** A page that only says something: not found, failed. */
export function NoticePage({ status, title, children, home, framed }: NoticePageProps) {
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
      {home ? (
        <Anchor href="/" mt="md" display="inline-block">
          To the start page
        </Anchor>
      ) : null}
    </Box>
  );
}
