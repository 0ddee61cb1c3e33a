import { Text } from "@mantine/core";
import classes from "@/components/charts/annotation-list.module.css";
import type { Annotation } from "@/components/charts/types";
import { describeMoment } from "@/components/ui/describe-time";
import { TextLink } from "@/components/ui/text-link";

/** What the numbered marks of a figure stand for. */
export function AnnotationList({ annotations, zone }: { annotations: readonly Annotation[]; zone: string }) {
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
