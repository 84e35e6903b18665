import { type Check, flag, list, number, type Shape, shape, text, word } from './check.js'
import { associatedInputs } from './words.js'

const choice = shape({ type: 'Input.Choice', props: { title: text, value: text }, required: ['title', 'value'] })
const dataQuery = shape({
  type: 'Data.Query',
  props: { dataset: text, count: number, skip: number, associatedInputs },
  required: ['type', 'dataset'],
})
/** Teams shows a typeahead (`filtered`) and asks the bot for its choices; the 1.5 schema knows neither. */
const choiceSetOfTeams = { style: word('compact', 'expanded', 'filtered'), 'choices.data': dataQuery }

/** The inputs, given what every element may carry and what may stand in an input's own button. */
export function inputElements(block: Readonly<Record<string, Check>>, selectAction: Check): readonly Shape[] {
  const input = { ...block, errorMessage: text, isRequired: flag, label: text }
  return [
    {
      type: 'Input.ChoiceSet',
      props: {
        ...input,
        choices: list(choice),
        isMultiSelect: flag,
        value: text,
        placeholder: text,
        wrap: flag,
        ...choiceSetOfTeams,
      },
      required: ['id'],
    },
    { type: 'Input.Date', props: { ...input, max: text, min: text, placeholder: text, value: text }, required: ['id'] },
    {
      type: 'Input.Number',
      props: { ...input, max: number, min: number, placeholder: text, value: number },
      required: ['id'],
    },
    {
      type: 'Input.Text',
      props: {
        ...input,
        isMultiline: flag,
        maxLength: number,
        placeholder: text,
        regex: text,
        style: word('text', 'tel', 'url', 'email', 'password'),
        inlineAction: selectAction,
        value: text,
      },
      required: ['id'],
    },
    { type: 'Input.Time', props: { ...input, max: text, min: text, placeholder: text, value: text }, required: ['id'] },
    {
      type: 'Input.Toggle',
      props: { ...input, title: text, value: text, valueOff: text, valueOn: text, wrap: flag },
      required: ['id', 'title'],
    },
  ]
}
