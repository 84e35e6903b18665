/** A field in a template: `{id}`. */
const placeholder = /\{([a-z_]+)\}/g

/** The fields that a template of links names. */
export function linkFields(template: string): readonly string[] {
  return [...template.matchAll(placeholder)].map((match) => match[1] ?? '')
}

/**
 * Whether a template leads to one host of the web whatever is filled in: a field in the host's name would let a record choose where
 * its link leads.
 */
export function isLinkTemplate(template: string): boolean {
  const host = /^https?:\/\/([^/?#{}\\\s]+)([/?#]|$)/.exec(template)?.[1]
  if (host === undefined || host.includes('@')) return false
  const filled = template.replace(placeholder, 'x')
  return !/[{}\s\\]/.test(filled) && URL.canParse(filled) && linkFields(template).length > 0
}

/**
 * Where a record stands in its own system.
 * @param stated a field's value, null where the record states none
 * @returns null where a field is missing that the template needs
 */
export function linkOf(template: string, stated: (field: string) => string | null): string | null {
  const fields = linkFields(template)
  if (!isLinkTemplate(template) || fields.some((field) => (stated(field) ?? '') === '')) return null
  const url = template.replace(placeholder, (_, field: string) => encodeURIComponent(stated(field) ?? ''))
  // A value of dots alone would be read as a way up.
  return /\/\.{1,2}(?=[/?#]|$)/.test(url) || !URL.canParse(url) ? null : url
}
