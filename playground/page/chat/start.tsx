import type { Channel, CommandHint } from '../../model.js'
import { useApp } from '../app.js'
import { words } from '../words.js'
import { channelName } from './names.js'

const EXAMPLES = 3

/** A hint that is an example is part of what is tried; one that lists what is possible (`list | send`) is not. */
function exampleOf(one: CommandHint): Pick<CommandHint, 'command' | 'description'> {
  const example = one.usage !== '' && !/[<>|[\]…]/.test(one.usage)
  return { command: example ? `${one.command} ${one.usage}` : one.command, description: one.description }
}

/** The top of a channel: what it is, and what one could say here. */
export function Start({ channel }: { channel: Channel }) {
  const { data, session } = useApp()
  const name = channelName(channel, data)
  const commands = data.commands.value.filter((one) => one.platform === channel.platform).slice(0, EXAMPLES)
  const act = channel.platform === 'slack' || channel.kind === 'direct' ? 'command' : 'mention'
  return (
    <div class="start">
      <h3 dir="auto">{name}</h3>
      <p>{channel.kind === 'direct' ? words.pane.startDirect(name) : words.pane.start(name)}</p>
      {channel.hasBot && !channel.archived && commands.length > 0 && (
        <>
          <p class="start-hint">{words.pane.tryThis}</p>
          <p class="start-commands">
            {commands.map(exampleOf).map((one) => (
              <button
                key={one.command}
                type="button"
                class="chip"
                title={one.description}
                onClick={() => void session.act(act, channel.platform, { channel: channel.id, text: one.command })}
              >
                <code dir="ltr">{one.command}</code> {one.description}
              </button>
            ))}
          </p>
        </>
      )}
    </div>
  )
}
