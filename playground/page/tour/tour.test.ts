import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import type { Deed } from '../store/session.js'
import type { Step } from './steps.js'
import { createTour } from './tour.js'

const step = (id: string, what: Deed['what'] | null): Step => ({
  id,
  title: id,
  text: () => id,
  target: () => null,
  ...(what !== null && { done: (deed) => deed.what === what }),
})
const steps = [step('ask', 'command'), step('read', null), step('clock', 'clock')]

/** A browser's storage, and a tour in it as a fresh load of the page makes it. */
function browser() {
  const kept = new Map<string, string>()
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  }
  return () => {
    const deed = signal<Deed | null>(null)
    const tour = createTour(steps, deed, storage)
    tour.watch()
    const act = (what: Deed['what']) => {
      deed.value = { what, platform: 'slack', text: '', heard: true }
    }
    const at = () => (tour.place.value.kind === 'step' ? tour.place.value.step.id : tour.place.value.kind)
    return { tour, act, at }
  }
}

test('it is offered at the first visit, goes on when the person did it, and says farewell', () => {
  const { tour, act, at } = browser()()
  expect(at()).toBe('welcome')
  act('command')
  expect(at()).toBe('welcome')
  tour.next()
  expect(at()).toBe('ask')
  act('press')
  expect(at()).toBe('ask')
  act('command')
  expect(at()).toBe('read')
  act('command')
  expect(at()).toBe('read')
  tour.next()
  act('clock')
  expect(at()).toBe('end')
  tour.next()
  tour.end()
  expect(at()).toBe('over')
})

test('a reload goes on where it was; what was dismissed or seen to the end is not offered again, until it is asked for', () => {
  const load = browser()
  load().tour.next()
  const second = load()
  expect(second.at()).toBe('ask')
  second.act('command')
  expect(load().at()).toBe('read')
  load().tour.end()
  const third = load()
  expect(third.at()).toBe('over')
  third.tour.restart()
  expect(third.at()).toBe('ask')
  third.act('command')
  third.tour.next()
  third.act('clock')
  expect(load().at()).toBe('over')
})

test('a step that a newer version does not know begins the tour anew', () => {
  const storage = { getItem: () => 'a step of old', setItem: () => {} }
  const tour = createTour(steps, signal<Deed | null>(null), storage)
  expect(tour.place.value).toMatchObject({ kind: 'step', number: 1 })
})
