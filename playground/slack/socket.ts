import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/**
 * The server's side of a WebSocket (RFC 6455), as much of it as Socket Mode needs: whole text messages both ways, ping, pong
 * and close, no extensions. Written out because no WebSocket server is among the project's own packages.
 */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const OPCODE = { continuation: 0, text: 1, close: 8, ping: 9, pong: 10 } as const
/** Longer than any acknowledgement can be; a peer that sends more is broken. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024

const CLOSE_PATIENCE_MS = 500
/** Status 1000. */
const NORMAL_CLOSURE = Buffer.from([0x03, 0xe8])

export interface SocketHandlers {
  onText(text: string): void
  onClose(): void
}

/** Answers the upgrade request. Returns null (and ends the connection with 400) where it is not a WebSocket's. */
export function acceptSocket(
  req: IncomingMessage,
  socket: Duplex,
  handlers: SocketHandlers,
): WebSocketConnection | null {
  const key = req.headers['sec-websocket-key']
  const version = req.headers['sec-websocket-version']
  if (typeof key !== 'string' || version !== '13' || req.headers.upgrade?.toLowerCase() !== 'websocket') {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
    return null
  }
  const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64')
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
  return new WebSocketConnection(socket, handlers)
}

export class WebSocketConnection {
  readonly #socket: Duplex
  readonly #handlers: SocketHandlers
  #pending = Buffer.alloc(0)
  #parts: Buffer[] = []
  #closed = false

  constructor(socket: Duplex, handlers: SocketHandlers) {
    this.#socket = socket
    this.#handlers = handlers
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('error', () => this.#gone())
    socket.on('close', () => this.#gone())
    socket.on('end', () => socket.end())
  }

  send(text: string): void {
    this.#write(OPCODE.text, Buffer.from(text))
  }

  ping(): void {
    this.#write(OPCODE.ping, randomBytes(4))
  }

  /** The orderly end: a close frame, then the peer's, or none within half a second. */
  close(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#socket.destroy(), CLOSE_PATIENCE_MS)
      this.#socket.once('close', () => {
        clearTimeout(timer)
        resolve()
      })
      this.#write(OPCODE.close, NORMAL_CLOSURE)
    })
  }

  /** The disorderly end, as when a cable is cut. */
  drop(): void {
    this.#socket.destroy()
  }

  #gone(): void {
    if (this.#closed) return
    this.#closed = true
    this.#handlers.onClose()
  }

  #write(opcode: number, payload: Buffer): void {
    if (this.#closed || this.#socket.destroyed) return
    this.#socket.write(Buffer.concat([head(opcode, payload.length), payload]))
  }

  #receive(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk])
    if (this.#pending.length > MAX_MESSAGE_BYTES) {
      this.drop()
      return
    }
    for (let frame = readFrame(this.#pending); frame; frame = readFrame(this.#pending)) {
      this.#pending = this.#pending.subarray(frame.size)
      this.#handle(frame)
    }
  }

  #handle(frame: Frame): void {
    if (frame.opcode === OPCODE.ping) this.#write(OPCODE.pong, frame.payload)
    else if (frame.opcode === OPCODE.close) {
      this.#write(OPCODE.close, frame.payload)
      this.#socket.end()
    } else if (frame.opcode === OPCODE.text || frame.opcode === OPCODE.continuation) {
      this.#parts.push(frame.payload)
      if (!frame.final) return
      const text = Buffer.concat(this.#parts).toString('utf8')
      this.#parts = []
      this.#handlers.onText(text)
    }
  }
}

interface Frame {
  readonly final: boolean
  readonly opcode: number
  readonly payload: Buffer
  /** How many bytes it took, head included. */
  readonly size: number
}

/** Reads one frame from the front of a buffer; null while it is not whole. Client frames are always masked. */
function readFrame(bytes: Buffer): Frame | null {
  if (bytes.length < 2) return null
  const first = bytes.readUInt8(0)
  const second = bytes.readUInt8(1)
  const short = second & 0x7f
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0
  const maskBytes = second & 0x80 ? 4 : 0
  const start = 2 + lengthBytes + maskBytes
  if (bytes.length < start) return null
  const length =
    lengthBytes === 2 ? bytes.readUInt16BE(2) : lengthBytes === 8 ? Number(bytes.readBigUInt64BE(2)) : short
  if (bytes.length < start + length) return null
  const mask = bytes.subarray(2 + lengthBytes, start)
  const payload = Buffer.from(bytes.subarray(start, start + length))
  if (maskBytes > 0) for (let i = 0; i < payload.length; i += 1) payload[i] = (payload[i] ?? 0) ^ (mask[i % 4] ?? 0)
  return { final: (first & 0x80) !== 0, opcode: first & 0x0f, payload, size: start + length }
}

function head(opcode: number, length: number): Buffer {
  if (length < 126) return Buffer.from([0x80 | opcode, length])
  if (length < 65_536) {
    const bytes = Buffer.from([0x80 | opcode, 126, 0, 0])
    bytes.writeUInt16BE(length, 2)
    return bytes
  }
  const bytes = Buffer.concat([Buffer.from([0x80 | opcode, 127]), Buffer.alloc(8)])
  bytes.writeBigUInt64BE(BigInt(length), 2)
  return bytes
}
