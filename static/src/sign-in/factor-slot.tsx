import type { JSX } from 'preact';
import type { SignInAnswer } from '../protocol/SignInAnswer.ts';
import { EnrolStep, SecondFactorStep } from './second-factor.tsx';

/** What is missing after the first proof. */
export type Missing = Exclude<SignInAnswer, { state: 'signed_in' }>;

export type FactorProps = {
  missing: Missing;
  /** With the answer that follows. */
  onAnswer: (answer: SignInAnswer) => void;
  /** Begins anew. */
  onBack: () => void;
};

/** Asks for it. It has the page's heading: nothing else is to be done there. */
export function FactorSlot({ missing, onAnswer, onBack }: FactorProps): JSX.Element {
  switch (missing.state) {
    case 'second_factor':
      return (
        <SecondFactorStep ticket={missing.ticket} ways={missing.ways} onAnswer={onAnswer} onBack={onBack} />
      );
    case 'enrol':
      return <EnrolStep ticket={missing.ticket} onAnswer={onAnswer} onBack={onBack} />;
    default:
      return missing satisfies never;
  }
}
