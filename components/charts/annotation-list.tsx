import { Text } from "@mantine/core";
import classes from "@/components/charts/annotation-list.module.css";
import fold from "@/components/charts/fold.module.css";
import type { Annotation } from "@/components/charts/types";
import { describeMoment } from "@/components/ui/describe-time";
import { TextLink } from "@/components/ui/text-link";

type Props = { annotations: readonly Annotation[]; zone: string };

/** More of them than these would push the page's next part away. */
const mostShown = 4;

/** What the numbered marks of a figure stand for. */
export function AnnotationList({ annotations, zone }: Props) {
  if (annotations.length <= mostShown) return <Marks {...{ annotations, zone }} />;
  return (
    <details className={fold.fold}>
      <summary className={fold.switch}>What the marks 1 to {annotations.length} stand for</summary>
      <Marks {...{ annotations, zone }} />
    </details>
  );
}

function Marks({ annotations, zone }: Props) {
  return (
    <ol className={classes.list}>
      {annotations.map(({ at, label, href }) => (
        <li key={`${at} ${label}`}>
          {href ? (
            <TextLink href={href} underline="always">
              {label}
            </TextLink>
          ) : (
            label
          )}{" "}
          <Text span inherit c="dimmed">
            {describeMoment(new Date(at), zone)}
          </Text>
        </li>
      ))}
    </ol>
  );
}
