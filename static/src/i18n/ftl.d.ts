/** A Fluent catalogue, parsed when the page was built (`vite.ftl.ts`). */
declare module '*.ftl' {
  import type { Message, Term } from '@fluent/bundle/esm/ast.js';
  export const entries: (Message | Term)[];
}
