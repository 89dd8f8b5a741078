import { Button, Group } from "@mantine/core";
import { Problem } from "@/api/problem";
import { useWords } from "@/lib/i18n";
import { isMeanwhile, type Save } from "@/lib/useSave";
import { Refusal } from "./Refusal";

interface Props<Value> {
  of: Save<Value>;
  /** What was typed here gives way to what somebody else has saved. */
  onTheirs: () => void;
}

/** Why it was not saved; where somebody else saved the same meanwhile, by whom, and which of the two is to stay. */
export function SaveRefusal<Value>({ of: save, onTheirs }: Props<Value>) {
  const { t, full } = useWords();
  if (!isMeanwhile(save.error)) return <Refusal error={save.error} />;
  const { by, at } = Problem.of(save.error).more;
  const name = typeof by === "string" ? by : t("ui.meanwhile.somebody");
  return (
    <>
      <Refusal
        error={save.error}
        title={
          typeof at === "string"
            ? t("ui.meanwhile.when", { name, time: full(at) })
            : t("ui.meanwhile.who", { name })
        }
        detail={t("ui.meanwhile.text")}
      />
      <Group gap="xs" mb="sm">
        <Button
          variant="default"
          size="xs"
          onClick={async () => {
            await save.readTheirs();
            onTheirs();
          }}
        >
          {t("ui.meanwhile.theirs")}
        </Button>
        <Button variant="default" size="xs" loading={save.busy} onClick={save.saveOver}>
          {t("ui.meanwhile.mine")}
        </Button>
      </Group>
    </>
  );
}
