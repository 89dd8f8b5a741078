import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { type ComponentProps, lazy, Suspense, useEffect, useLayoutEffect, useState } from "react";
import { onRefusal } from "@/api/client";
import { meQuery } from "@/api/session";
import { LanguageProvider } from "@/lib/i18n";
import { listenForShortcuts } from "@/lib/shortcuts";
import { Announcer } from "@/ui/Announcer";
import { theme } from "@/ui/theme";
import { onFirstToast } from "@/ui/toast";
import { cache } from "./cache";
import { styleNonce } from "./nonce";
import { router } from "./router";

const Toasts = lazy(() => import("./Toasts"));
// The same key as public/scheme.js, which reads it before the first paint.
const scheme = localStorageColorSchemeManager({ key: "sportello.scheme" });
const signedOutPages = /^\/(sign-in|invitation)/;

/** A refusal that concerns the whole session leads to the page that mends it, and keeps where we were. */
function answerRefusals() {
  return onRefusal(({ status, code }) => {
    const { pathname, href } = router.latestLocation;
    if (status === 401 && code !== "wrong_credentials" && !signedOutPages.test(pathname)) {
      // Whose page it was stays known until the page has gone: what is half written there is kept under their name.
      const away = router.navigate({ to: "/sign-in", search: { to: href, ended: true }, replace: true });
      void away.then(() => cache.removeQueries());
    } else if (code === "password_change_required" && !pathname.startsWith("/password")) {
      void router.navigate({ to: "/password", search: { to: href }, replace: true });
    } else if (code === "forbidden") {
      // Their role has changed while they worked: offer what it allows now.
      void cache.invalidateQueries({ queryKey: meQuery.queryKey });
    }
  });
}

export function App({ words }: { words: ComponentProps<typeof LanguageProvider>["first"] }) {
  const [toasts, setToasts] = useState(false);
  useEffect(() => onFirstToast(() => setToasts(true)), []);
  useEffect(answerRefusals, []);
  useLayoutEffect(listenForShortcuts, []);
  return (
    <LanguageProvider first={words}>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        colorSchemeManager={scheme}
        getStyleNonce={() => styleNonce() ?? ""}
      >
        <Suspense fallback={null}>{toasts && <Toasts />}</Suspense>
        <Announcer />
        <QueryClientProvider client={cache}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </LanguageProvider>
  );
}
