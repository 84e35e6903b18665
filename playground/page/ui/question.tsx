import { useApp } from '../app.js'
import { inlineSpans } from '../text/mrkdwn.js'
import { Spans } from '../text/rich.js'
import { Dialog } from './dialog.js'

/** Asks before something that a button wants to be sure of. */
export function QuestionDialog() {
  const { session } = useApp()
  const question = session.question.value
  if (question === null) return null
  return (
    <Dialog
      title={question.title}
      role="alertdialog"
      class="dialog-small"
      onClose={() => question.answer(false)}
      foot={
        <>
          <button type="button" class="button" dir="auto" onClick={() => question.answer(false)}>
            {question.no}
          </button>
          <button
            type="button"
            class={`button ${question.danger ? 'button-danger' : 'button-primary'}`}
            dir="auto"
            data-autofocus
            onClick={() => question.answer(true)}
          >
            {question.yes}
          </button>
        </>
      }
    >
      <p dir="auto">
        <Spans spans={inlineSpans(question.text)} />
      </p>
    </Dialog>
  )
}
