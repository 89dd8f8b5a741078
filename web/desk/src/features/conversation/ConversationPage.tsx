import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { conversationQuery } from "@/api/conversations";
import { ErrorState, Loading } from "@/ui/States";
import classes from "./ConversationPage.module.css";
import { BackToList } from "./Header/BackToList";
import { Room } from "./Room";

const route = getRouteApi("/signed-in/w/$workspace/inbox/$conversation");

export function ConversationPage() {
  const { workspace, conversation: id } = route.useParams();
  const conversation = useQuery(conversationQuery(workspace, id));
  if (conversation.data !== undefined)
    return <Room key={id} workspace={workspace} conversation={conversation.data} />;
  return (
    <div className={classes.before}>
      <BackToList />
      {conversation.isPending ? (
        <Loading rows={7} height={48} />
      ) : (
        <ErrorState error={conversation.error} onRetry={() => void conversation.refetch()} />
      )}
    </div>
  );
}
