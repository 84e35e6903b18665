/** How pulls keep their times: on holidays too, up to a day late, and never two of a source at once. */
export const pullRule = { holidays: 'run', catchUp: 86_400, overlap: 'skip' } as const
