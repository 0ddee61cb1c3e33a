import { familyLooks } from "@/components/refusals/describe-episode";
import { FilterBar } from "@/components/ui/filter-bar";
import { refusalFamilies, refusalFamily } from "@/lib/analytics/refusal-family";
import { codes } from "@/lib/errors";

type Named = readonly { id: string; name: string }[];
const options = (named: Named) => named.map(({ id, name }) => ({ value: id, label: name }));

/** What of the refusals is shown; keys and routes are chosen by a click in the table. */
export function RefusalFilters({
  tenants,
  apis,
  features,
  plans,
}: Record<"tenants" | "apis" | "features" | "plans", Named>) {
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
        { kind: "select", name: "tenant", label: "Tenant", options: options(tenants) },
        { kind: "select", name: "plan", label: "Plan", options: options(plans), width: 130 },
        { kind: "select", name: "feature", label: "Feature", options: options(features), width: 150 },
        { kind: "select", name: "api", label: "API", options: options(apis), width: 130 },
        { kind: "text", name: "route", label: "Route", placeholder: "rte_…", width: 120 },
        { kind: "text", name: "key", label: "Key", placeholder: "key_…", width: 120 },
      ]}
    />
  );
}
