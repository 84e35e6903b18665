import type { ServerResponse } from 'node:http'
import { sql } from 'drizzle-orm'
import { Counter, Gauge, Registry } from 'prom-client'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { outcomeCounts } from '../schedules/history-store.js'
import { bodyOf, type Handler } from './http.js'

const json = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/**
 * `GET /health`: 200 while the database answers, 503 while it does not or this process is stopping, for load balancers and service
 * managers.
 */
export function health(db: Db, draining: () => boolean): Handler {
  return (_request, response) => {
    if (draining()) return json(response, 503, { status: 'stopping' })
    db.execute(sql`select 1`).then(
      () => json(response, 200, { status: 'ok' }),
      () => json(response, 503, { status: 'the database does not answer' }),
    )
  }
}

/** `GET /metrics` for Prometheus: how many slots, deliveries, alerts and playbooks' words stand in which state. */
export function metrics(db: Db): Handler {
  const registry = new Registry()
  const counted = (
    name: string,
    help: string,
    table: 'slots' | 'deliveries' | 'alerts' | 'playbook_firings',
    label = 'state',
  ): void => {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      async collect() {
        const rows = await db.execute<{ value: string; count: number }>(
          sql`select ${sql.identifier(label)} as value, count(*)::int as count from ${sql.identifier(table)} group by 1`,
        )
        this.reset()
        for (const row of rows) this.set({ [label]: row.value }, row.count)
      },
    })
  }
  counted('drumbeat_slots', 'Due times by their outcome', 'slots')
  outcomes(db, registry)
  counted('drumbeat_deliveries', 'Messages by their state in the outbox', 'deliveries')
  counted(
    'drumbeat_alerts',
    'What was told of followed numbers: that they crossed their line, or that it is over',
    'alerts',
    'kind',
  )
  counted('drumbeat_playbook_firings', 'What playbooks said, by what became of it', 'playbook_firings')
  return (_request, response) => {
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(503).end(),
    )
  }
}

/** Outcomes that a due time can have had. Each is there from the start, at 0: an alert on its increase then sees the first one. */
const ended = ['done', 'late', 'skipped', 'failed'] as const

/** Counts the outcomes of due times. They are read from the record, so the count is the same whichever process is asked. */
function outcomes(db: Db, registry: Registry): void {
  new Counter({
    name: 'drumbeat_slot_outcomes_total',
    help: 'Due times that ended, by what they were for, how, and why they were left out',
    labelNames: ['kind', 'outcome', 'reason'],
    registers: [registry],
    async collect() {
      this.reset()
      for (const outcome of ended) this.inc({ kind: 'digests', outcome, reason: '' }, 0)
      for (const row of await outcomeCounts(db)) this.inc(row.labels, row.count)
    },
  })
}

const moved = z.object({ now: z.string().transform((text) => Temporal.Instant.from(text)) })

/**
 * `POST /__clock {"now": ISO}` moves the business clock; `GET` tells it. Mounted only where the settings allow it, which they
 * never do in production.
 */
export function movableClock(
  clock: { now: () => Temporal.Instant; set: (now: Temporal.Instant) => void },
  afterwards: () => Promise<void>,
): Handler {
  return (request, response) => {
    if (request.method !== 'POST') return json(response, 200, { now: clock.now().toString() })
    bodyOf(request)
      .then((body) => clock.set(moved.parse(JSON.parse(body)).now))
      .then(afterwards)
      .then(
        () => json(response, 200, { now: clock.now().toString() }),
        () => json(response, 400, { error: 'send {"now": "2026-11-30T08:00:00Z"}' }),
      )
  }
}
