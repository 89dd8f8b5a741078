import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { signOut } from "@/api/session";
import type { Me } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { runShortcut } from "@/lib/shortcuts";
import { Check, Exit, Face, Keyboard, UpDown } from "@/ui/icons";
import { Keys } from "@/ui/Keys";
import { Menu, type MenuEntry } from "@/ui/Menu";
import { useProblemWords } from "@/ui/States";
import { toast } from "@/ui/toast";
import classes from "./WorkspaceSwitcher.module.css";

const tick = (chosen: boolean) => (chosen ? <Check /> : undefined);

/** Which workspace this is, the way to the others, and out. */
export function WorkspaceSwitcher({ workspace, me }: { workspace: string; me: Me }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const say = useProblemWords();
  const name = me.workspaces.find((one) => one.slug === workspace)?.name ?? workspace;

  const leave = () =>
    signOut(cache, () => navigate({ to: "/sign-in" })).catch((error: unknown) => toast.problem(say(error)));
  const enter = (slug: string) =>
    void navigate({ to: "/w/$workspace/inbox", params: { workspace: slug }, search: { view: "mine" } });

  const entries: MenuEntry[] = [
    { type: "heading", label: t("nav.workspaces") },
    ...me.workspaces.map((one): MenuEntry => {
      const chosen = one.slug === workspace;
      return { type: "item", label: one.name, chosen, aside: tick(chosen), onSelect: () => enter(one.slug) };
    }),
    { type: "line" },
    {
      type: "item",
      label: t("nav.me"),
      icon: <Face />,
      onSelect: () => void navigate({ to: "/w/$workspace/me", params: { workspace } }),
    },
    {
      type: "item",
      label: t("app.shortcuts"),
      icon: <Keyboard />,
      aside: <Keys keys="?" />,
      onSelect: () => void runShortcut("sheet"),
    },
    { type: "item", label: t("nav.signOut"), icon: <Exit />, onSelect: () => void leave() },
  ];
  return (
    <Menu label={t("nav.workspace", { name })} className={classes.button} entries={entries}>
      <span className={classes.mark} aria-hidden="true">
        {name[0]?.toUpperCase()}
      </span>
      <span className={classes.name}>{name}</span>
      <UpDown size={14} className={classes.arrows} />
    </Menu>
  );
}
