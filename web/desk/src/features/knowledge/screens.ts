/** The screens of the knowledge, in the order they are shown: one line for each that has a route. */
export const screens = [
  { name: "articles", to: "/w/$workspace/knowledge" },
  { name: "sources", to: "/w/$workspace/knowledge/sources" },
  { name: "facts", to: "/w/$workspace/knowledge/facts" },
  { name: "gaps", to: "/w/$workspace/knowledge/gaps" },
] as const;
