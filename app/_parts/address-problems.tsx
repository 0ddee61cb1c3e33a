import { Code, Group, List, ListItem } from "@mantine/core";
import type { AddressProblem } from "@/app/_parts/read-address";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";

type Props = {
  problems: readonly AddressProblem[];
  /** Of the page. */
  path: string;
  /** What of its address could be read. */
  values: Readonly<Record<string, string | undefined>>;
  /** Of them, what is no filter and stands in every link, such as whose page it is. */
  always?: readonly string[];
};

/** Instead of figures: what of the address cannot be shown, and the two ways back. */
export function AddressProblems({ problems, path, values, always = [] }: Props) {
  const wrong = new Set(problems.map(({ name }) => name));
  // Half a window would be another one than was asked for.
  if (wrong.has("from") || wrong.has("to")) for (const name of ["from", "to"]) wrong.add(name);
  const kept = Object.entries(values).filter((pair): pair is [string, string] => !!pair[1] && !wrong.has(pair[0]));
  const query = new URLSearchParams(kept).toString();
  const usual = new URLSearchParams(kept.filter(([name]) => always.includes(name))).toString();
  const hasRest = query !== usual;
  return (
    <EmptyState
      kind="filtered"
      title="This address asks for figures that cannot be shown"
      action={
        <Group gap="sm" justify="center">
          {hasRest ? <LinkButton href={`${path}?${query}`}>Show the rest of it</LinkButton> : null}
          <LinkButton href={usual ? `${path}?${usual}` : path} variant={hasRest ? "default" : "filled"}>
            Show the usual window
          </LinkButton>
        </Group>
      }
    >
      <List listStyleType="none" spacing={4}>
        {problems.map(({ name, message }) => (
          <ListItem key={`${name} ${message}`}>
            {name ? <Code>{name}</Code> : null} {message}
          </ListItem>
        ))}
      </List>
    </EmptyState>
  );
}
