/* What does not fit in a form, in words that say what to do. */
import { t } from '../i18n/i18n.ts';
import type { FieldFault } from '../protocol/FieldFault.ts';
import type { FieldKind } from '../protocol/FieldKind.ts';
import type { FormFault } from '../protocol/FormFault.ts';

/** What is wrong with this field, if anything is. */
export function faultOf(faults: readonly FieldFault[], key: string, kind: FieldKind): string | undefined {
  const found = faults.find(({ field }) => field === key);
  return found === undefined ? undefined : faultWords(kind, found.fault);
}

export function faultWords(kind: FieldKind, fault: FormFault): string {
  switch (fault) {
    case 'missing':
      return missingWords(kind);
    case 'too_long':
      return tooLongWords(kind);
    case 'not_of_kind':
      return notOfKindWords(kind);
    case 'too_small':
      return t('case-fault-too-small', { min: kind.type === 'number' ? (kind.min ?? 0) : 0 });
    case 'too_large':
      return t('case-fault-too-large', { max: kind.type === 'number' ? (kind.max ?? 0) : 0 });
    case 'too_precise': {
      const decimals = kind.type === 'number' ? kind.decimals : 0;
      return decimals === 0 ? t('case-fault-whole') : t('case-fault-too-precise', { decimals });
    }
    case 'not_an_option':
      return kind.type === 'tree' ? t('case-fault-branch') : t('case-fault-choose');
    case 'unknown':
      return kind.type === 'object' ? t('case-fault-object') : t('case-fault-unknown');
    case 'not_asked':
      return t('case-fault-not-asked');
    default:
      return fault satisfies never;
  }
}

function missingWords(kind: FieldKind): string {
  switch (kind.type) {
    case 'choice':
    case 'tree':
      return t('case-fault-choose');
    case 'date':
      return t('case-fault-date');
    case 'file':
      return t('case-fault-file');
    case 'postcode':
      return t('case-fault-place');
    default:
      return t('case-fault-missing');
  }
}

function tooLongWords(kind: FieldKind): string {
  switch (kind.type) {
    case 'file':
      return t('case-fault-files', { max: kind.at_most });
    case 'text':
    case 'long_text':
      return t('case-fault-too-long', { max: kind.max });
    default:
      return t('case-fault-shorter');
  }
}

function notOfKindWords(kind: FieldKind): string {
  switch (kind.type) {
    case 'number':
      return t('case-fault-number');
    case 'date':
      return t('case-fault-date');
    case 'phone':
      return t('case-fault-phone');
    case 'postcode':
      return t('case-fault-place');
    case 'file':
      return t('case-fault-file');
    default:
      return t('case-fault-unreadable');
  }
}
