import { z } from 'zod'

/** What the playground reads of a Teams app manifest; everything else is left to the schema's own validation. */
export const teamsManifest = z.looseObject({
  bots: z
    .array(
      z.looseObject({
        scopes: z.array(z.string()).default([]),
        supportsFiles: z.boolean().default(false),
        supportsTargetedMessages: z.boolean().default(false),
        commandLists: z
          .array(
            z.looseObject({
              scopes: z.array(z.string()),
              commands: z.array(z.looseObject({ title: z.string(), description: z.string() })),
              triggers: z.array(z.string()).optional(),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
  composeExtensions: z
    .array(z.looseObject({ commands: z.array(z.looseObject({ id: z.string() })).default([]) }))
    .default([]),
})
