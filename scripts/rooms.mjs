// Prints who imports whom, room by room from the ground up: the block that docs/architecture.md shows and a test compares.
import { existsSync } from 'node:fs'
import { cruise } from 'dependency-cruiser'
import config from '../.dependency-cruiser.cjs'
import { isTest } from './checks/sources.mjs'
import house from './house.cjs'

const folders = ['src', 'commands', 'jobs', 'db', 'playground', 'samples'].filter(existsSync)
const { output } = await cruise(folders, { ...config.options, validate: false })
const arrows = new Map()
for (const { source, dependencies } of output.modules) {
  const from = roomOf(source)
  if (from === null || isTest(source)) continue
  const known = arrows.get(from) ?? new Set()
  arrows.set(from, known)
  for (const { resolved } of dependencies) {
    const to = roomOf(resolved)
    if (to !== null && to !== from) known.add(to)
  }
}
const order = ['db', ...house.floors.flat().map(nameOf), 'platforms', 'main', 'playground', 'samples']
const place = (room) => order.indexOf(room)
for (const [room, others] of [...arrows].sort(([a], [b]) => place(a) - place(b))) {
  const list = [...others].sort((a, b) => place(a) - place(b)).join(', ')
  console.log(list === '' ? room : `${room} -> ${list}`)
}

/** 'src/metrics/ask.ts' -> 'metrics', 'jobs/clock.ts' -> 'jobs'; the roof is called main. */
function roomOf(path) {
  const [first, second, third] = path.split('/')
  if (!folders.includes(first)) return null
  if (first !== 'src') return first
  return third === undefined || house.roof.includes(`src/${second}`) ? 'main' : second
}

function nameOf(folder) {
  return folder.replace('src/', '')
}
