import { type App, useApp } from '../app.js'
import { Combobox } from '../ui/combobox.js'
import type { Choice } from '../ui/option.js'
import { words } from '../words.js'
import { type Answer, choiceOf, isMany } from './answers.js'
import type { SelectElement } from './schema/elements.js'
import { channelTitle, type FieldProps, type Surface, searchOn, useSurface } from './surface.js'

interface SelectProps extends FieldProps {
  readonly element: SelectElement
  readonly answer: Answer
  readonly onChange: (answer: Answer) => void
}

/** Slack's ask for at least this many letters where the element does not say. */
const MIN_QUERY = 3

/** Every kind of Slack's select menus, for one or many. */
export function Select({ field, element, answer, onChange, label, id, describedBy, invalid = false }: SelectProps) {
  const app = useApp()
  const surface = useSurface()
  const external = element.type === 'external_select' || element.type === 'multi_external_select'
  return (
    <Combobox
      label={label}
      placeholder={element.placeholder?.text ?? words.form.choose}
      chosen={answer.kind === 'picked' ? answer.choices : []}
      onChange={(choices) => onChange({ kind: 'picked', choices })}
      source={sourceOf(element, app, surface, field.name)}
      minimum={external ? (element.min_query_length ?? MIN_QUERY) : 0}
      many={isMany(element)}
      max={'max_selected_items' in element ? element.max_selected_items : undefined}
      invalid={invalid}
      describedBy={describedBy}
      autofocus={element.focus_on_load === true}
      {...(id !== undefined && { id })}
    />
  )
}

function sourceOf(
  element: SelectElement,
  app: App,
  surface: Surface,
  name: string,
): readonly Choice[] | ((text: string) => Promise<readonly Choice[]>) {
  switch (element.type) {
    case 'static_select':
    case 'multi_static_select':
      return [
        ...(element.options ?? []).map((option) => choiceOf(option)),
        ...(element.option_groups ?? []).flatMap((group) =>
          group.options.map((option) => choiceOf(option, group.label.text)),
        ),
      ]
    case 'external_select':
    case 'multi_external_select':
      return (text) => searchOn(app, surface, name, text)
    case 'users_select':
    case 'multi_users_select':
      return app.data.people.value.flatMap((one) =>
        one.slack === null ? [] : [{ value: one.slack, label: one.name, description: one.title }],
      )
    case 'channels_select':
    case 'multi_channels_select':
      return conversations(app, ['public'])
    case 'conversations_select':
    case 'multi_conversations_select':
      return conversations(app, element.filter?.include ?? ['public', 'private', 'im', 'mpim'])
  }
}

function conversations(app: App, include: readonly string[]): readonly Choice[] {
  const kindOf = { channel: 'public', group: 'mpim', direct: 'im' }
  return app.data.channels.value
    .filter((one) => one.platform === 'slack' && !one.archived)
    .filter((one) => include.includes(one.kind === 'channel' && one.private ? 'private' : kindOf[one.kind]))
    .map((one) => ({ value: one.id, label: channelTitle(one) }))
}
