import { useWords } from "@/lib/i18n";
import { useShortcut } from "@/lib/shortcuts";
import { Copy } from "@/ui/icons";
import { Keys } from "@/ui/Keys";
import type { MenuEntry } from "@/ui/Menu";
import { toast } from "@/ui/toast";

/** This conversation's address, without the list it was found in. */
async function copyLink(): Promise<void> {
  await navigator.clipboard.writeText(location.origin + location.pathname);
}

/** Copies it, by key and from the menu. */
export function useLink(): MenuEntry {
  const { t } = useWords();
  const copy = () =>
    void copyLink().then(
      () => toast.done(t("talk.link.copied")),
      () => toast.problem({ title: t("talk.link.failed"), detail: null }),
    );
  useShortcut("copyLink", copy);
  return {
    type: "item",
    label: t("talk.link.copy"),
    icon: <Copy />,
    aside: <Keys keys="c" />,
    onSelect: copy,
  };
}
