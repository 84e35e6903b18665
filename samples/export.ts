// Writes what the sample company's systems export, in a thread of its own: the demo's page answers meanwhile.
import { workerData } from 'node:worker_threads'
import { z } from 'zod'
import { writeSample } from './generate.js'

const { folder, asOf } = z.strictObject({ folder: z.string(), asOf: z.string() }).parse(workerData)
writeSample(folder, { asOf })
