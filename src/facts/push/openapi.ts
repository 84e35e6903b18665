import { z } from 'zod'
import { type FactName, factNames } from '../catalogue.js'
import { idempotencyKey, mostBytes, mostRows, pushAnswer, pushError, pushedRow } from './schema.js'

/** The addresses of the push API by fact. */
export const pushPath = (fact: FactName): string => `/v1/facts/${fact}`

const error = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/error' } } },
})

/** The description of the push API (OpenAPI 3.1), made of the schemas by which requests are checked. */
export function openApi(): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Drumbeat: facts from other systems',
      version: '1.0.0',
      description: `Batches of up to ${mostRows} rows and ${mostBytes / 1024 / 1024} MB. A row is known by its source and its id: sent again it is updated, or changes nothing. Rows that do not fit are left out and named; the others get in.`,
    },
    security: [{ token: [] }],
    paths: Object.fromEntries(factNames.map((fact) => [pushPath(fact), { post: operation(fact) }])),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'Of one source; made by `drumbeat token`.' },
      },
      schemas: {
        ...Object.fromEntries(factNames.map((fact) => [fact, jsonOf(pushedRow(fact))])),
        answer: jsonOf(pushAnswer),
        error: jsonOf(pushError),
      },
    },
  }
}

function operation(fact: FactName): object {
  const rows = { type: 'array', minItems: 1, maxItems: mostRows, items: { $ref: `#/components/schemas/${fact}` } }
  return {
    operationId: `push_${fact}`,
    parameters: [
      {
        name: 'Idempotency-Key',
        in: 'header',
        description: 'The same batch under the same key is answered as before, and not imported again (for 48 hours).',
        schema: jsonOf(idempotencyKey),
      },
    ],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: { type: 'object', properties: { rows }, required: ['rows'], additionalProperties: false },
        },
      },
    },
    responses: {
      200: {
        description: 'What was imported, and which rows were left out',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/answer' } } },
      },
      400: error('The body is no JSON'),
      401: error('There is no token, or it does not hold'),
      409: error('The same batch is being imported just now; try again after Retry-After seconds'),
      413: error('The request is too large'),
      415: error('The body is not called application/json'),
      422: error('The batch does not fit, or its key belongs to another one'),
      429: error('Too many batches at once; try again after Retry-After seconds'),
    },
  }
}

function jsonOf(schema: z.ZodType): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema)
  return rest
}
