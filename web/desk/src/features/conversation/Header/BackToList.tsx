import { ActionIcon } from "@mantine/core";
import { createLink, getRouteApi } from "@tanstack/react-router";
import { filterOf } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { Back } from "@/ui/icons";
import classes from "./Header.module.css";

const route = getRouteApi("/signed-in/w/$workspace/inbox");
const IconLink = createLink(ActionIcon<"a">);

/** On a phone the conversation is a page of its own; this leads back. */
export function BackToList() {
  const { workspace } = route.useParams();
  const filter = filterOf(route.useSearch());
  const { t } = useWords();
  return (
    <IconLink
      component="a"
      to="/w/$workspace/inbox"
      params={{ workspace }}
      search={filter}
      aria-label={t("conversation.back")}
      className={classes.back}
      size={40}
    >
      <Back size={20} />
    </IconLink>
  );
}
