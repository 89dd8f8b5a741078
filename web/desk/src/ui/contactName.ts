import type { Conversation } from "@/api/types";
import { type Translate, useWords } from "@/lib/i18n";

type Contact = Pick<Conversation["contact"], "id" | "name" | "email">;

/** What a customer is called. Who has not said it goes by the end of their number, or two could not be told apart. */
export const contactName = (t: Translate, { id, name, email }: Contact): string =>
  name ?? email ?? t("ui.visitor", { code: id.slice(-4).toUpperCase() });

export function useContactName(): (contact: Contact) => string {
  const { t } = useWords();
  return (contact) => contactName(t, contact);
}
