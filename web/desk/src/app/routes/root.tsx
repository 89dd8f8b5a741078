import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, Outlet } from "@tanstack/react-router";
import { NoAccess } from "../NoAccess";
import { NotFound } from "../NotFound";

/** What a route says that has nothing to show: whether there was something before access to it ended. */
export type Missing = { ended: boolean };

export const rootRoute = createRootRouteWithContext<{ cache: QueryClient }>()({
  component: Outlet,
  notFoundComponent: ({ data }) => ((data as Missing | undefined)?.ended ? <NoAccess /> : <NotFound />),
});
