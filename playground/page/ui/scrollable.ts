/** What scrolls must be reachable by keyboard; not every browser sees to that by itself. */
export const scrollable = { tabIndex: 0 } as const
