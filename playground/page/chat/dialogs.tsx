import { useMemo } from 'preact/hooks'
import { useApp } from '../app.js'
import { createSurfaces, Modal } from '../slack/modal.js'
import { TeamsDialog } from '../teams/dialog.js'

/** What stands open in front of the person: the top view of Slack's stack, and the dialog of Teams. */
export function Dialogs() {
  const { data } = useApp()
  const surfaceOf = useMemo(createSurfaces, [])
  const slack = data.dialogs.value.filter((one) => one.platform === 'slack')
  const top = slack.reduce(
    (highest, one) => (highest === null || one.depth >= highest.depth ? one : highest),
    slack[0] ?? null,
  )
  const teams = data.dialogs.value.filter((one) => one.platform === 'teams').at(-1)
  return (
    <>
      {top !== null && <Modal key={top.id} dialog={top} surface={surfaceOf(top)} />}
      {teams !== undefined && <TeamsDialog key={teams.id} dialog={teams} />}
    </>
  )
}
