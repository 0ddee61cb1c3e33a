import { NoticePage } from "@/components/shell/notice-page";

/** Nothing here, said inside the frame, with the way on. @param next where the area begins */
export function FramedNotFound({ next }: { next: { href: string; label: string } }) {
  return (
    <NoticePage status="404" title="Nothing here" framed next={next}>
      This page does not exist, or it belongs to somebody else.
    </NoticePage>
  );
}
