import { QueryClient } from "@tanstack/react-query";
import { Problem } from "@/api/problem";

/** The one home of server state. Live events keep it true; what they do not cover is fresh for half a minute. */
export const cache = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (times, error) => times < 2 && Problem.of(error).passing,
      // A server on this machine or in the office answers though the browser believes to be offline.
      networkMode: "always",
    },
    mutations: { networkMode: "always", retry: false },
  },
});
