import { notifications } from "@mantine/notifications";

/** A word after an action whose result is not on screen. Errors stay until closed, the rest goes by itself. */
export const toast = {
  done: (message: string) => notifications.show({ message, color: "petrol", autoClose: 3500 }),
  problem: (words: { title: string; detail: string | null }) =>
    notifications.show({
      title: words.title,
      message: words.detail,
      color: "red",
      autoClose: 8000,
      role: "alert",
    }),
};
