/** The bytes of a file as the control API takes them. */
export async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let from = 0; from < bytes.length; from += 0x8000)
    text += String.fromCharCode(...bytes.subarray(from, from + 0x8000))
  return btoa(text)
}

/** Where the playground's Slack keeps a file; the name is for who saves it. */
export function slackFileAddress(id: string, name = ''): string {
  return `${location.origin}/slack/files/${encodeURIComponent(id)}/${encodeURIComponent(name)}`
}

/** What a browser draws without running anything that is in it. */
export function isPicture(name: string): boolean {
  return /\.(png|jpe?g|gif|webp)$/i.test(name)
}
