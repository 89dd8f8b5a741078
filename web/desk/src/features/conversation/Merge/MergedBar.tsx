import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useWords } from "@/lib/i18n";
import { Bar } from "@/ui/Bar";
import { Join } from "@/ui/Join";

interface Props {
  workspace: string;
  into: string;
  busy: boolean;
  onUndo: () => void;
}

/** Says that this conversation goes on in another one, leads there, and takes it back. */
export function MergedBar({ workspace, into, busy, onUndo }: Props) {
  const { t } = useWords();
  return (
    <Bar
      icon={<Join size={14} />}
      action={
        <Button size="xs" variant="default" loading={busy} onClick={onUndo}>
          {t("talk.merge.undo")}
        </Button>
      }
    >
      {t("talk.merge.gone")}{" "}
      <Link
        to="/w/$workspace/inbox/$conversation"
        params={{ workspace, conversation: into }}
        search={(old) => ({ view: old.view ?? "all" })}
      >
        {t("talk.merge.goOn")}
      </Link>
    </Bar>
  );
}
