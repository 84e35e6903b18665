import { setTimeout as pause } from 'node:timers/promises'
import { connect, type Database } from '../db/connect.js'
import type { Gate } from './plan.js'

/** Statements wait at an advisory lock of this number, held by the one who closed the gate. */
const number = 4711

/** Lays the gates: while one is closed, the statement that reaches it stands still inside its transaction. */
export async function layGates({ sql }: Database): Promise<void> {
  await sql.unsafe(`
    create table faults_gate (name text primary key);
    create table faults_presses (name text not null);
    create function faults_wait(gate text) returns void language plpgsql as $$
    begin
      if exists (select 1 from faults_gate where name = gate) then
        perform pg_advisory_xact_lock_shared(${number});
      end if;
    end $$;
    create function faults_slots() returns trigger language plpgsql as $$
    begin
      perform faults_wait(case when new.state = 'claimed' then 'slot claim' else 'slot ' || new.state end);
      return new;
    end $$;
    create function faults_deliveries() returns trigger language plpgsql as $$
    begin
      perform faults_wait(case when new.state = 'claimed' then 'claim' when new.state = 'sent' then 'receipt' else new.state end);
      return new;
    end $$;
    create trigger faults before insert or update of state on slots for each row execute function faults_slots();
    create trigger faults before update of state on deliveries for each row execute function faults_deliveries();`)
}

/** A closed gate. */
export interface Closed {
  /** Who stands at it: the name of the database user, by which each process is known, and its backend; null after the time. */
  caught(milliseconds: number): Promise<{ readonly user: string; readonly backend: number } | null>
  /** Ends the transaction that stands at it without a commit. */
  rollBack(backend: number): Promise<void>
  /** Opens the gate: what stands at it goes on. */
  open(): Promise<void>
}

/** Closes a gate. To be opened again, whatever happens. */
export async function close(database: Database, gate: Gate): Promise<Closed> {
  // A connection of its own, because the lock belongs to it; a pooled one may still be that of a server that has been restarted.
  const own = connect(database.url, { max: 1, applicationName: 'faults gate' })
  const { sql } = own
  try {
    await sql`select pg_advisory_lock(${number})`
    await sql`insert into faults_gate values (${gate}) on conflict do nothing`
  } catch (error) {
    await own.close()
    throw error
  }
  return {
    caught: async (milliseconds) => {
      const end = performance.now() + milliseconds
      while (performance.now() < end) {
        const [row] = await sql<{ user: string; backend: number }[]>`
          select a.usename as user, a.pid as backend from pg_locks l join pg_stat_activity a using (pid)
          where l.locktype = 'advisory' and l.objid = ${number} and l.classid = 0 and not l.granted limit 1`
        if (row) return row
        await pause(20)
      }
      return null
    },
    rollBack: async (backend) => void (await sql`select pg_terminate_backend(${backend})`),
    open: async () => {
      try {
        await sql`delete from faults_gate`
      } finally {
        // With the connection goes its lock.
        await own.close()
      }
    },
  }
}
