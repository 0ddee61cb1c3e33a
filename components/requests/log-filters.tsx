import { Text } from "@mantine/core";
import { type Filter, FilterBar, type FilterOption } from "@/components/ui/filter-bar";
import { TextLink } from "@/components/ui/text-link";
import { decisionClasses } from "@/lib/analytics/decision-class";
import { refusalFamilies } from "@/lib/analytics/refusal-family";
import { codes } from "@/lib/errors";

const plain = (values: readonly string[]) => values.map((value) => ({ value, label: value.replaceAll("_", " ") }));
const statuses = plain(["2xx", "402", "401", "403", "404", "429", "4xx", "5xx"]);
const allCodes = Object.keys(codes).map((value) => ({ value, label: value }));
const modes = [
  { value: "live", label: "Live" },
  { value: "test", label: "Test" },
];

type Props = {
  /** The address's filters, as they stand in it. */
  values: Readonly<Record<string, string | undefined>>;
  tenants?: readonly FilterOption[];
  keys?: readonly FilterOption[];
  apis: readonly FilterOption[];
  routes: readonly FilterOption[];
  features: readonly FilterOption[];
  plans?: readonly FilterOption[];
  versions?: readonly FilterOption[];
  /** The address without the run of refusals that it names. */
  withoutEpisode: string;
};

/** The log's filters. */
export function LogFilters({ values, withoutEpisode, ...choices }: Props) {
  const select = (name: string, label: string, options: readonly FilterOption[] | undefined, width = 180): Filter[] =>
    options === undefined && values[name] === undefined
      ? []
      : [{ kind: "select", name, label, options: withChosen(options ?? [], values[name]), width }];
  const rare: Filter[] = [
    { kind: "multi", name: "class", label: "Class", options: plain(["eligible", ...decisionClasses]), width: 180 },
    { kind: "multi", name: "family", label: "402 reason", options: plain(refusalFamilies), width: 180 },
    ...select("feature", "Feature", withNone(choices.features)),
    ...select("api", "API", choices.apis, 150),
    ...select("plan", "Plan", choices.plans && withNone(choices.plans), 150),
    ...select("version", "Plan version", choices.versions, 150),
  ];
  return (
    <>
      {values.episode ? (
        <Text fz="sm" mb="sm">
          Only the refusals of one run, from its first to its last.{" "}
          <TextLink href={withoutEpisode} underline="always">
            Show all
          </TextLink>
        </Text>
      ) : null}
      <FilterBar
        filters={[
          { kind: "multi", name: "status", label: "Status", options: statuses, width: 180 },
          { kind: "multi", name: "code", label: "Code", options: allCodes, width: 200 },
          ...select("tenant", "Tenant", choices.tenants && withNone(choices.tenants)),
          ...select("key", "Key", choices.keys && withNone(choices.keys), 190),
          ...select("route", "Route", withNone(choices.routes), 220),
          { kind: "select", name: "mode", label: "Mode", options: modes, fallback: "live", width: 100 },
          { kind: "text", name: "request", label: "Request id", placeholder: "req_…", width: 170 },
        ]}
        more={rare}
      />
    </>
  );
}

const withNone = (options: readonly FilterOption[]): FilterOption[] => [...options, { value: "none", label: "(none)" }];

/** What is filtered by is always among the choices, whatever it is. */
const withChosen = (options: readonly FilterOption[], chosen: string | undefined): FilterOption[] =>
  chosen === undefined || options.some(({ value }) => value === chosen)
    ? [...options]
    : [...options, { value: chosen, label: chosen }];
