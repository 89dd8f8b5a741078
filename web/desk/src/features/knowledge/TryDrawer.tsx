import { Drawer } from "@mantine/core";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useOpened } from "@/lib/opened";
import { TryQuestion } from "@/ui/TryQuestion";
import { useWorkspace } from "./knowledge";
import { Meanings } from "./Meanings";

/** "Try a question" beside the knowledge; its code comes when it is first opened. */
export default function TryDrawer(props: { opened: boolean; onClose: () => void }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const opened = useOpened(props.opened);
  return (
    <Drawer
      opened={opened}
      onClose={props.onClose}
      position="right"
      size="md"
      title={t("knowledge.try.name")}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <TryQuestion
        text={t("knowledge.try.text")}
        ask={async (question) =>
          got(
            await client.POST("/api/v1/workspaces/{workspace}/knowledge/try", {
              params,
              body: { question, language: null },
            }),
          )
        }
      />
      <Meanings />
    </Drawer>
  );
}
