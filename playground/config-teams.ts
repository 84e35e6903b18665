import { z } from 'zod'
import { MANIFEST_LIMITS as MAX } from './teams/limits.js'

const scopes = z.array(z.enum(['team', 'personal', 'groupChat', 'copilot']))

const commandList = z.looseObject({
  scopes,
  commands: z
    .array(
      z.looseObject({
        title: z.string().max(MAX.commandTitle),
        description: z.string().max(MAX.commandDescription).default(''),
      }),
    )
    .max(MAX.commands),
  triggers: z.array(z.enum(['mention', 'slash'])).default(['mention']),
})

const bot = z.looseObject({
  scopes: scopes.default([]),
  supportsFiles: z.boolean().default(false),
  supportsTargetedMessages: z.boolean().default(false),
  commandLists: z.array(commandList).max(MAX.commandLists).default([]),
})

const parameter = z.looseObject({
  name: z.string().max(MAX.parameterName),
  title: z.string().max(MAX.parameterTitle),
  description: z.string().max(MAX.parameterDescription).default(''),
  inputType: z.enum(['text', 'textarea', 'number', 'date', 'time', 'toggle', 'choiceset']).default('text'),
  isRequired: z.boolean().default(false),
  choices: z
    .array(z.looseObject({ title: z.string(), value: z.string() }))
    .max(MAX.choices)
    .default([]),
})

const extensionCommand = z.looseObject({
  id: z.string().max(MAX.extensionId),
  title: z.string().max(MAX.extensionTitle),
  description: z.string().max(MAX.extensionDescription).default(''),
  type: z.enum(['query', 'action']).default('query'),
  context: z.array(z.enum(['compose', 'commandBox', 'message'])).default(['compose', 'commandBox']),
  initialRun: z.boolean().default(false),
  fetchTask: z.boolean().default(false),
  triggers: z.array(z.enum(['slash'])).default([]),
  parameters: z.array(parameter).max(MAX.parameters).default([]),
})
export type ExtensionCommand = z.output<typeof extensionCommand>

const permission = z.looseObject({ name: z.string() })

/**
 * What the playground reads of a Teams app manifest. Its limits are those of Teams' schema; what is not read is left to that
 * schema's own validation.
 */
export const teamsManifest = z.looseObject({
  name: z
    .looseObject({ short: z.string().max(MAX.shortName), full: z.string().max(MAX.fullName).optional() })
    .optional(),
  description: z
    .looseObject({ short: z.string().max(MAX.shortDescription), full: z.string().max(MAX.fullDescription) })
    .optional(),
  developer: z.looseObject({ name: z.string().max(MAX.developerName) }).optional(),
  bots: z.array(bot).max(MAX.bots).default([]),
  composeExtensions: z
    .array(z.looseObject({ commands: z.array(extensionCommand).max(MAX.extensionCommands).default([]) }))
    .max(MAX.extensions)
    .default([]),
  authorization: z
    .looseObject({
      permissions: z
        .looseObject({ resourceSpecific: z.array(permission).max(MAX.permissions).default([]) })
        .prefault({}),
    })
    .prefault({}),
  validDomains: z.array(z.string()).max(MAX.validDomains).default([]),
})
