import { useEffect, useMemo, useState } from 'preact/hooks'
import * as z from 'zod/mini'
import type { Dialog as DialogData } from '../../model.js'
import { useApp } from '../app.js'
import { Dialog } from '../ui/dialog.js'
import { words } from '../words.js'
import { problemOf } from './answers.js'
import { Blocks } from './blocks.js'
import { blocksOf } from './schema/blocks.js'
import { textObject } from './schema/objects.js'
import { answerOf, createSurface, type Surface, SurfaceContext, valuesOf } from './surface.js'

const view = z.object({ submit: z.nullish(textObject), close: z.nullish(textObject) })

/** A Slack modal. What was typed stays when the bot redraws the view or pushes another one over it. */
export function Modal({ dialog, surface }: { dialog: DialogData; surface: Surface }) {
  const app = useApp()
  const [failed, setFailed] = useState<string | null>(null)
  const labels = useMemo(() => view.safeParse(dialog.body).data, [dialog.body])
  useEffect(() => {
    surface.errors.value = dialog.errors
  }, [dialog.errors])

  const close = () => void app.session.act('cancel', 'slack', { dialog: dialog.id })
  const submit = async () => {
    setFailed(null)
    const problems = problemsOf(app, surface)
    surface.errors.value = problems
    if (Object.keys(problems).length > 0) {
      setFailed(words.form.someWrong)
      return showFirstProblem(dialog.id)
    }
    if (surface.busy.peek() !== null) return
    surface.busy.value = 'submit'
    const result = await app.session.act('submit', 'slack', { dialog: dialog.id, values: valuesOf(app, surface) })
    surface.busy.value = null
    if (result?.errors !== undefined) surface.errors.value = result.errors
    if (result?.status !== 'ok' && result !== null) setFailed(result.toast ?? words.form.someWrong)
  }
  const working = surface.busy.value === 'submit'
  return (
    <Dialog
      title={dialog.title}
      onClose={close}
      class="modal"
      foot={
        <>
          {failed !== null && (
            <p class="dialog-problem" role="alert" dir="auto">
              {failed}
            </p>
          )}
          <button type="button" class="button" dir="auto" onClick={close}>
            {labels?.close?.text ?? words.cancel}
          </button>
          {labels?.submit && (
            <button
              type="submit"
              form={`form-${dialog.id}`}
              class="button button-primary"
              dir="auto"
              aria-busy={working}
            >
              {working ? words.form.working : labels.submit.text}
            </button>
          )}
        </>
      }
    >
      <form
        id={`form-${dialog.id}`}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <SurfaceContext.Provider value={surface}>
          <Blocks blocks={blocksOf(dialog.body)} />
        </SurfaceContext.Provider>
      </form>
    </Dialog>
  )
}

/** What is missing or does not fit, by the field's name. */
function problemsOf(app: ReturnType<typeof useApp>, surface: Surface): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...surface.fields.values()].flatMap((field) => {
      const problem = problemOf(field.element, answerOf(app, surface, field), field.optional)
      return problem === null ? [] : [[field.name, problem]]
    }),
  )
}

/** Takes the person to the first field that is marked, once it is. */
function showFirstProblem(dialog: string): void {
  requestAnimationFrame(() => {
    const form = document.getElementById(`form-${dialog}`)
    form?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid="true"] input')?.focus()
  })
}

/** The surfaces of a person's open modals, kept while another one stands over them. */
export function createSurfaces() {
  const known = new Map<string, Surface>()
  return (dialog: DialogData): Surface => {
    const surface = known.get(dialog.id) ?? createSurface('modal', { dialog: dialog.id })
    known.set(dialog.id, surface)
    return surface
  }
}
