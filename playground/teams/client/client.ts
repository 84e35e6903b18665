import type { Service } from '../service.js'
import type { Membership } from './membership.js'
import type { Memory } from './memory.js'

/** The clients of all people in this Teams: what they share. */
export interface Client {
  readonly service: Service
  readonly memory: Memory
  readonly membership: Membership
}
