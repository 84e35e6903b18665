import { z } from 'zod'
import type { Form } from '../../../chat/form.js'
import { answer } from '../answer.js'
import type { Origin } from '../metadata.js'
import { formView, loadingView } from '../views.js'
import { type Desk, failed } from './desk.js'

const opened = z.object({ view: z.object({ id: z.string() }) })

/**
 * Opens a form by a trigger, which lives for three seconds and works once. Where Slack does not open it any more, the person
 * gets a button that does. Never rejects.
 */
export async function openForm(desk: Desk, from: Origin, trigger: string, form: Form): Promise<void> {
  const view = drawn(desk, form, from)
  if (view === null) {
    await answer(desk, from, failed(desk, from))
    return
  }
  const shown = await desk.web.call(from.at.workspace, 'views.open', { trigger_id: trigger, view })
  if (shown.ok) return
  desk.options.log.warn({ code: shown.failure.code, action: form.call.action }, 'a dialog did not open')
  await answer(desk, from, { kind: 'form', form })
}

function drawn(desk: Desk, form: Form, from: Origin): ReturnType<typeof formView> | null {
  try {
    return formView(form, from, null)
  } catch (error) {
    desk.options.log.error({ err: error, action: form.call.action }, 'a form could not be drawn for Slack')
    return null
  }
}

/** Opens a dialog before its form is there. Returns the dialog's id, or null where Slack did not open it. */
export async function openLoading(desk: Desk, from: Origin, trigger: string): Promise<string | null> {
  const view = loadingView(desk.options.words(from.locale))
  const shown = await desk.web.call(from.at.workspace, 'views.open', { trigger_id: trigger, view })
  const parsed = shown.ok ? opened.safeParse(shown.data) : null
  return parsed?.success ? parsed.data.view.id : null
}
