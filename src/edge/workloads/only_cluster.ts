/** The one logical cluster of a plain server. @module */

/** Its name, which a plain server leaves out of every path. */
export const onlyCluster = "";
