import { z } from 'zod'
import { LIMITS } from './limits.js'
import { plainText } from './validate/objects.js'
import { type Problem, problemsOf } from './validate/problems.js'
import { validateBlocks } from './validate-blocks.js'

const base = {
  blocks: z.array(z.unknown()),
  private_metadata: z.string().max(LIMITS.privateMetadata).optional(),
  callback_id: z.string().max(LIMITS.callbackId).optional(),
  external_id: z.string().max(LIMITS.externalId).optional(),
}

const modalView = z.strictObject({
  type: z.literal('modal'),
  ...base,
  title: plainText(LIMITS.viewTitle),
  submit: plainText(LIMITS.viewSubmit).optional(),
  close: plainText(LIMITS.viewClose).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
})
const homeView = z.strictObject({ type: z.literal('home'), ...base })

export type SentView = z.output<typeof modalView> | z.output<typeof homeView>
export type ViewCheck =
  | { readonly view: SentView; readonly problems: readonly [] }
  | { readonly view: null; readonly problems: readonly Problem[] }

/** Checks a view as `views.open` and its kin do. JSON pointers start at `/view`. */
export function validateView(view: unknown, type: SentView['type']): ViewCheck {
  const schema = type === 'modal' ? modalView : homeView
  const parsed = schema.safeParse(view, { reportInput: true })
  if (!parsed.success) return { view: null, problems: problemsOf(parsed.error, '/view') }
  const problems = validateBlocks(parsed.data.blocks, type).map((one) => ({ ...one, path: `/view${one.path}` }))
  const needsSubmit = parsed.data.type === 'modal' && parsed.data.submit === undefined && hasInput(parsed.data.blocks)
  if (needsSubmit)
    problems.push({ path: '/view/submit', message: 'missing required field: submit, as there is an input' })
  return problems.length > 0 ? { view: null, problems } : { view: parsed.data, problems: [] }
}

function hasInput(blocks: readonly unknown[]): boolean {
  return blocks.some((block) => z.object({ type: z.literal('input') }).safeParse(block).success)
}
