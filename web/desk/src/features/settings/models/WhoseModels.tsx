import { NativeSelect } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { useWorkspace } from "../useWorkspace";
import { assistantsPath } from "./models";

interface Props {
  /** The assistant, by its id or `default`. */
  which: string;
  onChange: (which: string) => void;
}

/** Whose models these are, where there are several assistants, and that they are a draft before they go live. */
export function WhoseModels({ which, onChange }: Props) {
  const { t } = useWords();
  const { workspace, params } = useWorkspace();
  const all = $api.useQuery("get", assistantsPath, { params });
  const items = all.data?.items ?? [];
  const one = items.find(({ id, is_default }) => (which === "default" ? is_default : id === which));
  return (
    <>
      {items.length > 1 && (
        <NativeSelect
          mb="md"
          maw={380}
          label={t("models.live.which")}
          value={one?.id ?? ""}
          data={items.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
      <p role="status">
        {one?.edited && (
          <>
            {t("models.live.goLive")}{" "}
            <Link
              to="/w/$workspace/settings/assistant/$assistant/live"
              params={{ workspace, assistant: one.id }}
            >
              {t("models.live.openLive")}
            </Link>
          </>
        )}
      </p>
    </>
  );
}
