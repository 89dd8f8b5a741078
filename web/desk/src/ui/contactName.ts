import type { Conversation } from "@/api/types";
import type { Translate } from "@/lib/i18n";

type Contact = Pick<Conversation["contact"], "id" | "name" | "email">;

/** What a customer is called. Who has not said it goes by the end of their number, or two could not be told apart. */
export const contactName = (t: Translate, { id, name, email }: Contact): string =>
  name ?? email ?? t("ui.visitor", { code: id.slice(-4).toUpperCase() });

/** As much of a name as a sentence bears; all of it stands with the contact. */
export const shortName = (name: string): string => (name.length > 60 ? `${name.slice(0, 60)}…` : name);
