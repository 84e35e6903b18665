import { randomFor } from './random.js'

/** The firm of the samples sells software to other firms by the year. Prices are in whole euros a year. */
export const products = [
  { name: 'Acme Insight', family: 'Analytics', price: 8_400, weight: 35 },
  { name: 'Acme Flow', family: 'Automation', price: 6_000, weight: 30 },
  { name: 'Acme Connect', family: 'Integration', price: 3_000, weight: 20 },
  { name: 'Acme Guard', family: 'Governance', price: 12_000, weight: 15 },
] as const

export type Region = 'EMEA' | 'Americas' | 'APAC'
export type Segment = 'SMB' | 'Mid-market' | 'Enterprise'

/** Who owns deals. The last two have just begun and have none. */
export const sellers: readonly { name: string; team: string; region: Region; sells: boolean }[] = [
  { name: 'Lena Vogt', team: 'EMEA North', region: 'EMEA', sells: true },
  { name: 'Elif Demir', team: 'EMEA South', region: 'EMEA', sells: true },
  { name: 'Pavel Novak', team: 'EMEA North', region: 'EMEA', sells: true },
  { name: 'Chiara Ricci', team: 'EMEA South', region: 'EMEA', sells: true },
  { name: 'Tom Reyes', team: 'Americas East', region: 'Americas', sells: true },
  { name: 'Grace Kim', team: 'Americas West', region: 'Americas', sells: true },
  { name: 'Daniel Brooks', team: 'Americas East', region: 'Americas', sells: true },
  { name: 'Lucía Álvarez', team: 'Americas West', region: 'Americas', sells: true },
  { name: 'Hana Mori', team: 'APAC', region: 'APAC', sells: true },
  { name: 'Arjun Mehta', team: 'APAC', region: 'APAC', sells: true },
  { name: 'Oskar Lund', team: 'EMEA North', region: 'EMEA', sells: false },
  { name: 'Noor Aziz', team: 'APAC', region: 'APAC', sells: false },
]

export interface Account {
  readonly name: string
  readonly segment: Segment
  readonly industry: string
  readonly region: Region
  readonly country: string
  readonly employees: number
  /** A year, in tenths of a million euros. */
  readonly revenue: number
}

const countries: Readonly<Record<Region, readonly string[]>> = {
  EMEA: ['Germany', 'France', 'Romania', 'Sweden', 'Spain', 'Netherlands', 'United Arab Emirates'],
  Americas: ['United States', 'Canada', 'Brazil', 'Mexico'],
  APAC: ['Japan', 'Australia', 'Singapore', 'India'],
}
const firsts = [
  ...[
    'Alba',
    'Amber',
    'Aster',
    'Birch',
    'Borea',
    'Brightwater',
    'Cedar',
    'Cobalt',
    'Coral',
    'Delta',
    'Ember',
    'Fenwick',
  ],
  ...[
    'Fjord',
    'Granite',
    'Harbor',
    'Helio',
    'Indigo',
    'Iris',
    'Juniper',
    'Kestrel',
    'Larch',
    'Lumen',
    'Maple',
    'Meridian',
  ],
  ...[
    'Nordlicht',
    'Nova',
    'Oak',
    'Onyx',
    'Orchid',
    'Pine',
    'Quarry',
    'Raven',
    'Sable',
    'Sierra',
    'Sol',
    'Tidal',
    'Umber',
  ],
  ...['Vela', 'Willow', 'Zephyr'],
]
const seconds: readonly (readonly [name: string, industry: string])[] = [
  ['Logistics', 'Transport'],
  ['Health', 'Healthcare'],
  ['Energy', 'Energy'],
  ['Foods', 'Retail'],
  ['Robotics', 'Manufacturing'],
  ['Media', 'Media'],
  ['Bank', 'Finance'],
  ['Systems', 'Technology'],
  ['Textiles', 'Manufacturing'],
  ['Insurance', 'Finance'],
]

/** The firms that Acme Cloud sells to, the same for every seed: names people may remember from one demo to the next. */
export const accounts: readonly Account[] = firsts.flatMap((first) =>
  seconds.map(([second, industry]): Account => {
    const name = `${first} ${second}`
    const random = randomFor('account', name)
    const segment = random.weigh<Segment>({ SMB: 50, 'Mid-market': 32, Enterprise: 18 })
    const region = random.weigh<Region>({ EMEA: 36, Americas: 44, APAC: 20 })
    const employees = {
      SMB: random.int(8, 120),
      'Mid-market': random.int(150, 900),
      Enterprise: random.int(1000, 9000),
    }
    return {
      name,
      segment,
      industry,
      region,
      country: random.pick(countries[region]),
      employees: employees[segment],
      revenue: Math.round(employees[segment] * (0.8 + random.next() * 1.6)),
    }
  }),
)
