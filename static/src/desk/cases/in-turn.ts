/*
 * Changes of one thing that are pressed before the earlier ones are answered: each waits, and is then a change of what
 * those before it left. What somebody else did meanwhile is never passed over: a change is sent from what was seen when
 * it was pressed, or from what one's own have made of that.
 */
type Versioned = { readonly version: number };

/** What came of a change, and how it left the thing: as it was where it was refused. */
type Came<Result, View> = { result: Result; left: View };

/** Does a change in its turn; `seen` is what was shown when it was pressed. */
export type InTurn<View> = <Result>(
  seen: View,
  change: (from: View) => Promise<Came<Result, View>>,
) => Promise<Result>;

export function createInTurn<View extends Versioned>(): InTurn<View> {
  let before: Promise<View | null> = Promise.resolve(null);
  return async (seen, change) => {
    const came = before.then((left) => change(left !== null && left.version > seen.version ? left : seen));
    // One that breaks off leaves nothing to go on from, and stops none of those that wait.
    before = came.then(
      ({ left }) => left,
      () => null,
    );
    return (await came).result;
  };
}
