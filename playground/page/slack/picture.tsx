import { useState } from 'preact/hooks'
import { slackFileAddress } from '../files.js'
import { words } from '../words.js'

interface PictureSource {
  readonly alt_text: string
  readonly image_url?: string | undefined
  readonly slack_file?: { readonly id?: string | undefined; readonly url?: string | undefined } | undefined
}

/** A picture of this server or one that travels in the message; any other is shown as its description and its address. */
export function Picture({ image, small = false }: { image: PictureSource; small?: boolean }) {
  const address = addressOf(image)
  const [lost, setLost] = useState<string | null>(null)
  if (isHere(address) && lost !== address)
    return (
      <img
        class={small ? 'picture-small' : 'picture'}
        src={address}
        alt={image.alt_text}
        onError={() => setLost(address)}
      />
    )
  if (small)
    return (
      <span
        class="picture-small picture-missing"
        role="img"
        aria-label={image.alt_text}
        title={`${image.alt_text}\n${address}`}
      >
        {image.alt_text.slice(0, 1)}
      </span>
    )
  return (
    <span class="picture picture-missing" role="img" aria-label={image.alt_text}>
      <strong dir="auto">{image.alt_text || words.blocks.image}</strong>
      <small>
        {isHere(address) ? words.blocks.imageLost : words.blocks.imageElsewhere} <bdi>{address}</bdi>
      </small>
    </span>
  )
}

/** A file of Slack is named by its id, or by one of the addresses that the playground gave it. */
function addressOf({ image_url, slack_file }: PictureSource): string {
  if (slack_file?.id !== undefined) return slackFileAddress(slack_file.id)
  return image_url ?? slack_file?.url ?? ''
}

function isHere(address: string): boolean {
  return /^data:image\/(png|jpe?g|gif|svg\+xml|webp)[;,]/.test(address) || address.startsWith(`${location.origin}/`)
}
