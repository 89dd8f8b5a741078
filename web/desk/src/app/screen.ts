import { lazyRouteComponent } from "@tanstack/react-router";
import { Problem } from "@/api/problem";

/**
 * A route's screen, fetched when it is first looked at or pointed to. Where it cannot be fetched, the screen says so
 * and can be tried again; whether a reload would bring it is for main.tsx to find out, not for the router.
 */
export const screen: typeof lazyRouteComponent = (importer, name) =>
  lazyRouteComponent(
    () =>
      importer().catch((error: unknown) => {
        throw Problem.unreachable(error);
      }),
    name,
  );
