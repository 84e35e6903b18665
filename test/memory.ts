import { Writable } from 'node:stream'

/** A stream that keeps what is written in a list: for loggers, whose lines a test reads. */
export function memoryOf(lines: string[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
}
