import type { Texts } from '../locales/texts.js'
import type { Plan, Step } from './plan.js'

/** A plan as the terminal shows it: what is added, what is changed and how, what goes. */
export function planLines({ steps }: Plan, folder: string, t: Texts): readonly string[] {
  if (steps.length === 0) return [t.plain('cli.plan_none', { folder })]
  return [t.plain('cli.plan', { folder, count: steps.length }), ...steps.flatMap((step) => stepLines(step, t))]
}

function stepLines({ kind, what, changes }: Step, t: Texts): readonly string[] {
  return [
    t.plain(`cli.plan_${kind}`, { what }),
    ...changes.map(({ path, before, after }) =>
      t.plain('cli.plan_path', { path: path === '' ? what : path, before, after }),
    ),
  ]
}
