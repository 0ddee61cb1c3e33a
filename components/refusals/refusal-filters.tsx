import { familyLooks } from "@/components/refusals/describe-episode";
import { FilterBar, type FilterOption } from "@/components/ui/filter-bar";
import { refusalFamilies, refusalFamily } from "@/lib/analytics/refusal-family";
import { codes } from "@/lib/errors";

type Choices = Record<"tenants" | "apis" | "routes" | "features" | "plans", readonly FilterOption[]> & {
  /** Of the tenant that is filtered by; null while there is none. */
  keys: readonly FilterOption[] | null;
  /** What is filtered by is always among the choices. */
  keyId: string | undefined;
};

/** What of the refusals is shown. */
export function RefusalFilters({ tenants, apis, routes, features, plans, keys, keyId }: Choices) {
  const ofKeys =
    keyId === undefined || keys?.some(({ value }) => value === keyId)
      ? keys
      : [...(keys ?? []), { value: keyId, label: keyId }];
  return (
    <FilterBar
      filters={[
        {
          kind: "multi",
          name: "family",
          label: "Reason",
          options: refusalFamilies.map((value) => ({ value, label: familyLooks[value].label })),
          width: 200,
        },
        {
          kind: "multi",
          name: "code",
          label: "Code",
          options: Object.keys(codes)
            .filter((code) => refusalFamily(code) !== null)
            .map((value) => ({ value, label: value })),
          width: 220,
        },
        { kind: "select", name: "tenant", label: "Tenant", options: tenants },
        { kind: "select", name: "plan", label: "Plan", options: plans, width: 130 },
        { kind: "select", name: "feature", label: "Feature", options: features, width: 150 },
        { kind: "select", name: "api", label: "API", options: apis, width: 130 },
        { kind: "select", name: "route", label: "Route", options: routes, width: 220 },
        ...(ofKeys ? [{ kind: "select" as const, name: "key", label: "Key", options: ofKeys, width: 190 }] : []),
      ]}
    />
  );
}
