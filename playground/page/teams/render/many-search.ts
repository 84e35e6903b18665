import { type CardElement, ChoiceSetInput } from 'adaptivecards'
import { h, render } from 'preact'
import { type App, AppContext } from '../../app.js'
import { Combobox } from '../../ui/combobox.js'
import type { Choice } from '../../ui/option.js'
import { words } from '../../words.js'
import type { CardCalls } from '../calls.js'

/**
 * The library's list of choices, with what it lacks: several choices out of a list that one types into. Teams has that; the library
 * shows the values as text, and takes none of them.
 */
export function choiceSet(app: App, calls: CardCalls, mounted: Set<HTMLElement>): { new (): CardElement } {
  return class extends ChoiceSetInput {
    #chosen: readonly Choice[] = []
    #host: HTMLElement | null = null

    get #isOurs(): boolean {
      return this.isMultiSelect && this.isDynamicTypeahead()
    }

    protected override internalRender(): HTMLElement | undefined {
      if (!this.#isOurs) return super.internalRender()
      const values = (this.defaultValue ?? '').split(',').filter((value) => value !== '')
      const titles = new Map(this.choices.map(({ title, value }) => [value, title]))
      this.#chosen = values.map((value) => ({ label: titles.get(value) ?? value, value }))
      this.#host = document.createElement('div')
      mounted.add(this.#host)
      this.#draw(this.#host)
      return this.#host
    }

    #draw(host: HTMLElement): void {
      const drawn = h(Combobox, {
        label: this.label ?? words.form.choose,
        placeholder: this.placeholder ?? words.form.choose,
        chosen: this.#chosen,
        many: true,
        minimum: 1,
        source: (text) => calls.search(this.id ?? '', text),
        onChange: (chosen) => {
          this.#chosen = chosen
          this.#draw(host)
          this.valueChanged()
        },
      })
      render(h(AppContext.Provider, { value: app }, drawn), host)
    }

    override get value(): string | undefined {
      if (!this.#isOurs) return super.value
      return this.#chosen.length === 0 ? undefined : this.#chosen.map(({ value }) => value).join(',')
    }

    override isValid(): boolean {
      return this.#isOurs || super.isValid()
    }

    override focus(): void {
      if (this.#host === null) super.focus()
      else this.#host.querySelector('input')?.focus()
    }
  }
}
