import type { NotificationData } from "@mantine/notifications";
import { spoken } from "@/lib/i18n";

type Listener = () => void;
let first: Listener | null = null;

/** The toasts' own code comes with the first of them; this tells the app that it is time. */
export function onFirstToast(listener: Listener): void {
  first = listener;
}

async function show(data: NotificationData): Promise<void> {
  const { notifications } = await import("@mantine/notifications");
  first?.();
  notifications.show({ ...data, closeButtonProps: { "aria-label": spoken("ui.close") } });
}

/** A word after an action whose result is not on screen. Errors stay longer; all can be closed. */
export const toast = {
  done: (message: string) => void show({ message, color: "petrol", autoClose: 3500 }),
  problem: (words: { title: string; detail: string | null }) =>
    void show({ title: words.title, message: words.detail, color: "red", autoClose: 8000, role: "alert" }),
};
