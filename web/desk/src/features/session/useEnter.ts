import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { meQuery } from "@/api/session";
import type { Me } from "@/api/types";
import { expectArrival } from "@/lib/arrival";

/** Comes in as somebody: remembers who, and goes where they wanted to go. */
export function useEnter() {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const router = useRouter();
  return useCallback(
    (me: Me, to?: string) => {
      // The form goes, and what had the focus with it.
      expectArrival();
      cache.clear();
      cache.setQueryData(meQuery.queryKey, me);
      if (me.user.must_change_password) {
        void navigate({ to: "/password", search: to ? { to } : {}, replace: true });
      } else if (to) {
        router.history.replace(to.startsWith("/desk") ? to : `/desk${to}`);
      } else {
        void navigate({ to: "/", replace: true });
      }
    },
    [cache, navigate, router],
  );
}
