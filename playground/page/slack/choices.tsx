import { useId } from 'preact/hooks'
import type { Choice } from '../ui/option.js'
import { type Answer, choiceOf } from './answers.js'
import type { FieldElement } from './schema/elements.js'
import type { FieldProps } from './surface.js'
import { TextView } from './text.js'

interface ChoicesProps extends FieldProps {
  readonly element: Extract<FieldElement, { type: 'checkboxes' | 'radio_buttons' }>
  readonly answer: Answer
  readonly onChange: (answer: Answer) => void
}

/** Checkboxes and radio buttons. */
export function Choices({ element, answer, onChange, label, describedBy, invalid = false }: ChoicesProps) {
  const name = useId()
  const many = element.type === 'checkboxes'
  const chosen = answer.kind === 'picked' ? answer.choices : []
  const toggle = (choice: Choice) => {
    const there = chosen.some((one) => one.value === choice.value)
    if (!many) onChange({ kind: 'picked', choices: [choice] })
    else
      onChange({
        kind: 'picked',
        choices: there ? chosen.filter((one) => one.value !== choice.value) : [...chosen, choice],
      })
  }
  return (
    <div
      class="choices"
      {...{ role: many ? ('group' as const) : ('radiogroup' as const), 'aria-label': label }}
      aria-describedby={describedBy}
      data-invalid={invalid}
    >
      {element.options.map((option, index) => {
        const choice = choiceOf(option)
        return (
          <label class="choice" key={choice.value}>
            <input
              type={many ? 'checkbox' : 'radio'}
              name={name}
              checked={chosen.some((one) => one.value === choice.value)}
              data-autofocus={element.focus_on_load === true && index === 0 ? '' : undefined}
              onChange={() => toggle(choice)}
            />
            <span>
              <TextView text={option.text} inline />
              {option.description !== undefined && (
                <small>
                  <TextView text={option.description} inline />
                </small>
              )}
            </span>
          </label>
        )
      })}
    </div>
  )
}
