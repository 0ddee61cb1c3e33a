import { NoticePage } from "@/components/shell/notice-page";

/** Nothing here, or nothing for this reader: the same words for both. */
export default function NotFound() {
  return (
    <NoticePage status="404" title="Nothing here" next={{ href: "/", label: "To the start page" }}>
      This page does not exist, or it belongs to somebody else.
    </NoticePage>
  );
}
