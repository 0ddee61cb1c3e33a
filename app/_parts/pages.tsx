import { Group } from "@mantine/core";
import { LinkButton } from "@/components/ui/link-button";

type Props = {
  path: string;
  search: Record<string, string | undefined>;
  next: string | null;
  words?: [string, string];
};

const href = (path: string, search: Record<string, string | undefined>) => {
  const query = new URLSearchParams(Object.entries(search).filter((pair): pair is [string, string] => !!pair[1]));
  return query.size > 0 ? `${path}?${query}` : path;
};

/** Goes through a long list a page at a time; the place is in the address. */
export function Pages({ path, search, next, words: [first, more] = ["Newest", "Older"] }: Props) {
  if (!next && !search.after) return null;
  return (
    <Group component="nav" aria-label="Pages" gap="sm">
      {search.after && (
        <LinkButton href={href(path, { ...search, after: undefined })} variant="default" size="xs">
          {first}
        </LinkButton>
      )}
      {next && (
        <LinkButton href={href(path, { ...search, after: next })} variant="default" size="xs">
          {more}
        </LinkButton>
      )}
    </Group>
  );
}
