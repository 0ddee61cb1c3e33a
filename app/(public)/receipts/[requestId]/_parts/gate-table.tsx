import styles from "@/app/(public)/_parts/public.module.css";
import type { Receipt } from "@/lib/analytics/receipt";
import { formatInstant, formatNumber } from "@/lib/messages/format-values";
import type { Speaker } from "@/lib/messages/speaker";

type GateRow = Receipt["gates"][number];

/** Every gate in the order in which it was asked, with what it allowed, what was used, and what it said. */
export function GateTable({ receipt, speaker }: { receipt: Receipt; speaker: Speaker }) {
  const { gates: words } = speaker.pages.receipt;
  const number = (value: number | null | undefined) =>
    value === undefined ? "–" : value === null ? words.unlimited : formatNumber(value, speaker.locale);
  const resets = ({ resetsAt }: GateRow) =>
    resetsAt ? formatInstant(new Date(resetsAt), speaker.locale, receipt.tenant?.timeZone) : "–";
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={`${styles.card} ${styles.scroll}`} aria-label={words.title} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{words.gate}</th>
            <th scope="col">{words.result}</th>
            <th scope="col" className={styles.number}>
              {words.allowed}
            </th>
            <th scope="col" className={styles.number}>
              {words.used}
            </th>
            <th scope="col">{words.resets}</th>
          </tr>
        </thead>
        <tbody>
          {receipt.gates.map((gate) => (
            <tr key={gate.gate}>
              <th scope="row">
                {words.names[gate.gate]}
                <span className={styles.explain}>{words.explains[gate.gate]}</span>
              </th>
              <td>
                <GateAnswer gate={gate} receipt={receipt} speaker={speaker} />
              </td>
              <td className={styles.number}>{number(gate.limit)}</td>
              <td className={styles.number}>{gate.used === null ? "–" : number(gate.used)}</td>
              <td>{resets(gate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function GateAnswer({ gate, receipt, speaker }: { gate: GateRow; receipt: Receipt; speaker: Speaker }) {
  const { gates: words } = speaker.pages.receipt;
  const { feature } = receipt;
  const name = gate.gate === "feature" && feature ? speaker.say("{name}", nameOf(feature)) : undefined;
  const state =
    gate.state && (name ?? (Object.hasOwn(words.states, gate.state) ? words.states[gate.state] : undefined));
  if (gate.result === "not_reached") return <span className={styles.quiet}>{words.notReached}</span>;
  const asked = gate.asked !== undefined && gate.result === "refused" && gate.gate === "quota";
  return (
    <>
      <span className={gate.result === "refused" ? styles.refused : undefined}>
        {gate.result === "refused" ? words.refused : words.passed}
      </span>
      {state && <span className={styles.explain}>{state}</span>}
      {asked && (
        <span className={styles.explain}>
          {speaker.say(words.needed, { count: { kind: "number", value: gate.asked ?? 0 } })}
        </span>
      )}
    </>
  );
}

const nameOf = (feature: NonNullable<Receipt["feature"]>) => ({
  name: { kind: "text", value: feature.name, de: feature.nameDe } as const,
});
