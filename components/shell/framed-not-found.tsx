import { NoticePage } from "@/components/shell/notice-page";

/** Nothing here, said inside the frame, so that the rail still leads on. */
export function FramedNotFound() {
  return (
    <NoticePage status="404" title="Nothing here" framed>
      This page does not exist, or it belongs to somebody else.
    </NoticePage>
  );
}
