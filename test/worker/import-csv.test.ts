import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { readHeader, readRecords, type CsvRecord } from '../../worker/import-csv.ts'
import { scratchFolder } from '../scratch.ts'

const folder = scratchFolder('csv')
const file = join(folder.path, 'list.csv')
afterAll(() => folder.remove())

async function read(text: string): Promise<CsvRecord[]> {
  writeFileSync(file, text)
  const header = await readHeader(file)
  const records: CsvRecord[] = []
  for await (const record of readRecords(file, header, header.start)) records.push(record)
  return records
}

const said = ({ line, cells, broken }: CsvRecord) => ({
  line,
  cells,
  ...(broken === undefined ? {} : { broken: true }),
})

test('any table that was written is read back, with commas, semicolons and tabs', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', ' ', '"', ',', ';', '\n', '\t', '🌿') })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constant('x'), cell, cell), { maxLength: 20 }),
      fc.constantFrom(',', ';', '\t'),
      async (rows, delimiter) => {
        const records = await read(stringify([['id', 'name', 'what'], ...rows], { delimiter }))
        expect(records.map(({ cells }) => cells)).toEqual(rows)
      },
    ),
    { numRuns: 60 },
  )
})

test('reading begins anew behind any record, as after a kill', async () => {
  const all = await read('id,name\n1,"one\ntwo"\n\n2,two\n3,"th""ree"\n')
  const header = await readHeader(file)
  for (const [i, { after }] of all.entries()) {
    const rest: CsvRecord[] = []
    for await (const record of readRecords(file, header, after)) rest.push(record)
    expect(rest).toEqual(all.slice(i + 1))
  }
})

test('lines are those of the file, whatever is blank or runs over several', async () => {
  expect((await read('\uFEFFid,name\r\n1,a\r\n\r\n2,"b\r\nc"\r\n3,d')).map(said)).toEqual([
    { line: 2, cells: ['1', 'a'] },
    { line: 4, cells: ['2', 'b\r\nc'] },
    { line: 6, cells: ['3', 'd'] },
  ])
})

test('a broken line costs no other', async () => {
  const list =
    'id,name\n1,"never closed\n2,two\n3,three,too many\n4,"also never\n5,"five"\n6,five inches: 5" wide\n7\n8,eight\n'
  expect((await read(list)).map(said)).toEqual([
    { line: 2, cells: ['1,"never closed'], broken: true },
    { line: 3, cells: ['2', 'two'] },
    { line: 4, cells: ['3', 'three', 'too many'], broken: true },
    { line: 5, cells: ['4,"also never'], broken: true },
    { line: 6, cells: ['5', 'five'] },
    { line: 7, cells: ['6', 'five inches: 5" wide'] },
    { line: 8, cells: ['7'], broken: true },
    { line: 9, cells: ['8', 'eight'] },
  ])
})

test('a file without a header, or none at all, is refused in a sentence', async () => {
  writeFileSync(file, '\n')
  await expect(readHeader(file)).rejects.toThrow('names no columns')
  await expect(readHeader(join(folder.path, 'absent.csv'))).rejects.toThrow('there is no such file')
  await expect(readHeader(folder.path)).rejects.toThrow('it is a folder')
})
