import { Group } from "@mantine/core";
import { LinkButton } from "@/components/ui/link-button";
import type { RequestPage } from "@/lib/analytics/request-views";

type Props = {
  page: Pick<RequestPage, "next" | "previous">;
  /** The page's address at another place; an empty one is the newest. */
  hrefOf: (place: Record<string, string>) => string;
};

/** Goes through the log a page at a time, both ways; the place is in the address. */
export function LogPages({ page: { next, previous }, hrefOf }: Props) {
  if (next === null && previous === null) return null;
  const button = { variant: "default", size: "xs" } as const;
  return (
    <Group component="nav" aria-label="Pages" gap="sm">
      {previous ? (
        <>
          <LinkButton href={hrefOf({})} {...button}>
            Newest
          </LinkButton>
          <LinkButton href={hrefOf({ before: previous })} {...button}>
            Newer
          </LinkButton>
        </>
      ) : null}
      {next ? (
        <LinkButton href={hrefOf({ after: next })} {...button}>
          Older
        </LinkButton>
      ) : null}
    </Group>
  );
}
