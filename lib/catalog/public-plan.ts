import type { Feature, MeterTerms } from "@/lib/catalog/types";
import type { Money } from "@/lib/money";

/** What a plan version includes of one feature; null units: without limit, or a switch that is on. Only meters have terms. */
export type PublicPlanFeature = Pick<Feature, "id" | "slug" | "name" | "nameDe" | "kind" | "unit" | "unitPlural"> &
  MeterTerms & {
    units: number | null;
  };

/** A plan as anybody may see it: the newest published version of one that is neither hidden nor archived. */
export type PublicPlan = {
  id: string;
  slug: string;
  name: string;
  description: string;
  planVersionId: string;
  versionNumber: number;
  price: Money;
  /** How often the price is due. */
  interval: "month" | "year";
  ratePerMinute: number | null;
  trialDays: number;
  trialNeedsCard: boolean;
  features: readonly PublicPlanFeature[];
};
