/* Where a page goes once somebody is signed in. */

/** `path` if it is a path of ours, else `otherwise`: an address that somebody else made must not lead away from here. */
export function ownPath(path: string | null, otherwise: string): string {
  if (path === null || !path.startsWith('/') || path.startsWith('//') || path.length > 500) return otherwise;
  // A browser reads `\` as `/` and leaves out tabs and line ends.
  return [...path].some((letter) => letter === '\\' || letter < ' ' || letter === '\u007f')
    ? otherwise
    : path;
}

/** Where somebody goes who is signed in: `path`, or home where that says no more than the start. */
export function pathAfter(path: string, isStaff: boolean): string {
  const home = isStaff ? '/desk' : '/';
  return path === '/' ? home : ownPath(path, home);
}

/** What the page's address asks for: `?next=/account`. */
export function wishedPath(otherwise: string): string {
  return ownPath(new URLSearchParams(location.search).get('next'), otherwise);
}
