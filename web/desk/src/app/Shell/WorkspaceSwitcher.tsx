import { Menu } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { signOut } from "@/api/session";
import type { Me } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { runShortcut } from "@/lib/shortcuts";
import { Check, Exit, Face, Keyboard, UpDown } from "@/ui/icons";
import { Keys } from "@/ui/Keys";
import { useProblemWords } from "@/ui/States";
import { toast } from "@/ui/toast";
import classes from "./WorkspaceSwitcher.module.css";

/** Which workspace this is, the way to the others, and out. */
export function WorkspaceSwitcher({ workspace, me }: { workspace: string; me: Me }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const say = useProblemWords();
  const name = me.workspaces.find((one) => one.slug === workspace)?.name ?? workspace;

  const leave = () =>
    signOut(cache).then(
      () => navigate({ to: "/sign-in" }),
      (error: unknown) => toast.problem(say(error)),
    );

  return (
    <Menu position="bottom-start" width={230}>
      <Menu.Target>
        <button type="button" className={classes.button} aria-label={t("nav.workspace", { name })}>
          <span className={classes.mark} aria-hidden="true">
            {name[0]?.toUpperCase()}
          </span>
          <span className={classes.name}>{name}</span>
          <UpDown size={14} className={classes.arrows} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("nav.workspaces")}</Menu.Label>
        {me.workspaces.map((one) => (
          <Menu.Item
            key={one.id}
            rightSection={one.slug === workspace ? <Check /> : null}
            onClick={() =>
              void navigate({
                to: "/w/$workspace/inbox",
                params: { workspace: one.slug },
                search: { view: "mine" },
              })
            }
          >
            {one.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<Face />}
          onClick={() => void navigate({ to: "/w/$workspace/me", params: { workspace } })}
        >
          {t("nav.me")}
        </Menu.Item>
        <Menu.Item
          leftSection={<Keyboard />}
          rightSection={<Keys keys="?" />}
          onClick={() => runShortcut("sheet")}
        >
          {t("shortcuts.title")}
        </Menu.Item>
        <Menu.Item leftSection={<Exit />} onClick={() => void leave()}>
          {t("nav.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
