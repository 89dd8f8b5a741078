import { Modal, Switch } from "@mantine/core";
import { useWords } from "@/lib/i18n";
import { useKept } from "@/lib/kept";
import { useOpened } from "@/lib/opened";
import { type ShortcutId, shortcuts, singleKeysOff } from "@/lib/shortcuts";
import { Keys } from "@/ui/Keys";
import classes from "./ShortcutSheet.module.css";

const groups = ["general", "inbox", "conversation", "tickets", "composer"] as const;

/** The `?` sheet. Plain letters can be switched off, for those whose tools type letters (WCAG 2.1.4). */
export default function ShortcutSheet(props: { opened: boolean; onClose: () => void }) {
  const { t } = useWords();
  const opened = useOpened(props.opened);
  const [off, setOff] = useKept(singleKeysOff, false);
  const all = Object.entries(shortcuts) as [ShortcutId, (typeof shortcuts)[ShortcutId]][];
  return (
    <Modal
      opened={opened}
      onClose={props.onClose}
      title={t("shortcuts.title")}
      size="lg"
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <div className={classes.groups}>
        {groups.map((group) => (
          <section key={group}>
            <h3 className={classes.title}>{t(`shortcuts.groups.${group}`)}</h3>
            <dl className={classes.list}>
              {all
                .filter(([, shortcut]) => shortcut.group === group)
                .map(([id, shortcut]) => (
                  <div key={id} className={classes.row}>
                    <dt>{t(shortcut.label)}</dt>
                    <dd>
                      <Keys keys={shortcut.keys[0]} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        mt="lg"
        checked={!off}
        onChange={(event) => setOff(event.currentTarget.checked ? undefined : true)}
        label={t("shortcuts.single")}
      />
    </Modal>
  );
}
