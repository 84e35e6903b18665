import { at, type Check, isObject, list, type Problem, problem, shape, text } from './check.js'

const authCardButton: Check = (value, path) => {
  if (!isObject(value)) return problem(path, 'must be an object')
  const missing = ['type', 'value'].filter((name) => value[name] === undefined)
  return [
    ...missing.flatMap((name) => problem(at(path, name), `a sign-in button needs ${name}`)),
    ...Object.entries(value).flatMap(([name, one]): readonly Problem[] =>
      ['type', 'title', 'image', 'value'].includes(name)
        ? text(one, at(path, name))
        : problem(at(path, name), `a sign-in button has no property ${name}`),
    ),
  ]
}

/** How a card asks its reader to sign in. */
export const authentication = shape({
  type: 'Authentication',
  props: {
    text,
    connectionName: text,
    tokenExchangeResource: shape({
      type: 'TokenExchangeResource',
      props: { id: text, uri: text, providerId: text },
      required: ['id', 'uri', 'providerId'],
    }),
    buttons: list(authCardButton),
  },
})
