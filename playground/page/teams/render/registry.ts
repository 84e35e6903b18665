import {
  CardElement,
  CardObjectRegistry,
  GlobalRegistry,
  type SerializationContext,
  Table,
  Versions,
} from 'adaptivecards'
import { h, render } from 'preact'
import { type App, AppContext } from '../../app.js'
import { Chart } from '../../charts/chart.js'
import { Problem } from '../../ui/problem.js'
import { words } from '../../words.js'
import type { CardCalls } from '../calls.js'
import { type ChartType, chartTypes, teamsChartModel } from './charts.js'
import { choiceSet } from './many-search.js'

/** What a drawing of a card leaves to be taken down with it. */
export type Mounted = Set<HTMLElement>

/** All elements of Adaptive Cards, Teams' charts, and a loud place holder for everything else. */
export function elementRegistry(app: App, calls: CardCalls, mounted: Mounted): CardObjectRegistry<CardElement> {
  const registry = new LoudRegistry()
  GlobalRegistry.populateWithDefaultElements(registry)
  // The package declares itself free of side effects, so a bundler drops the table's own registration.
  registry.register('Table', Table, Versions.v1_5)
  registry.register('Input.ChoiceSet', choiceSet(app, calls, mounted), Versions.v1_0)
  for (const type of chartTypes) registry.register(type, chartElement(type, app, mounted))
  return registry
}

type Registry = CardObjectRegistry<CardElement>

class LoudRegistry extends CardObjectRegistry<CardElement> {
  override createInstance(
    typeName: string,
    targetVersion: Parameters<Registry['createInstance']>[1],
  ): CardElement | undefined {
    return super.createInstance(typeName, targetVersion) ?? new (unknownElement(typeName))()
  }
}

/**
 * Stands where an element cannot be drawn and names no fallback: the library alone would leave it out without a word. A class
 * per type, because the library asks for the type's name while it constructs the element.
 */
function unknownElement(type: string): { new (): CardElement } {
  return class extends CardElement {
    #source: Readonly<Record<string, unknown>> = {}

    getJsonTypeName(): string {
      return type
    }

    protected override internalParse(source: Readonly<Record<string, unknown>>, context: SerializationContext): void {
      super.internalParse(source, context)
      this.#source = source
    }

    override shouldFallback(): boolean {
      return 'fallback' in this.#source
    }

    protected override internalRender(): HTMLElement {
      const host = document.createElement('div')
      const lines = [words.blocks.element(type)]
      render(h(Problem, { title: words.blocks.cardTitle, lines, json: this.#source }), host)
      return host
    }
  }
}

function chartElement(type: ChartType, app: App, mounted: Mounted): { new (): CardElement } {
  return class extends CardElement {
    #source: unknown = null

    getJsonTypeName(): string {
      return type
    }

    protected override internalParse(source: Readonly<Record<string, unknown>>, context: SerializationContext): void {
      super.internalParse(source, context)
      this.#source = source
    }

    protected override internalRender(): HTMLElement {
      const host = document.createElement('div')
      mounted.add(host)
      render(h(AppContext.Provider, { value: app }, this.#drawing()), host)
      return host
    }

    #drawing() {
      try {
        const locale = app.session.viewer.peek().locale
        return h(Chart, { chart: teamsChartModel(type, this.#source), locale })
      } catch (error) {
        return h(Problem, { title: words.blocks.cardTitle, lines: [type, String(error)], json: this.#source })
      }
    }
  }
}
