type Undo = () => Promise<unknown> | void

/** Collects what must be ended, and ends it once, the last first. */
export function undoing(): { readonly push: (undo: Undo) => void; readonly run: () => Promise<void> } {
  const undos: Undo[] = []
  return {
    push: (undo) => void undos.push(undo),
    async run() {
      for (let undo = undos.pop(); undo; undo = undos.pop()) await undo()
    },
  }
}
