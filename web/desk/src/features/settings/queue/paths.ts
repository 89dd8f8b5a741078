/** Apart from the lists, so that a dialog does not bring its list along. */
export const teamsPath = "/api/v1/workspaces/{workspace}/teams";
export const labelsPath = "/api/v1/workspaces/{workspace}/labels";
