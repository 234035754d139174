import { compileProgramme, problemLine } from 'perennial-nurture'
import { expect, test } from 'vitest'
import programme from '../tracks/index.ts'

test('the programme has no mistakes', () => {
  const compiled = compileProgramme(programme)
  expect('problems' in compiled ? compiled.problems.map(problemLine) : []).toEqual([])
})

test('who is new enters a track that teaches before it offers', () => {
  const intake = programme.tracks.find(({ name }) => name === programme.quality.intake)
  const [first] = Object.values(intake?.stages ?? {})
  expect(first?.steps[0]).toMatchObject({ kind: 'email', template: { purpose: 'educate' } })
})

test('every mail is sent by some track, so that none is kept for nobody', () => {
  const sent = JSON.stringify(programme.tracks)
  const unused = Object.values(programme.templates).filter(({ name }) => !sent.includes(`"name":"${name}"`))
  expect(unused.map(({ name }) => name)).toEqual([])
})
