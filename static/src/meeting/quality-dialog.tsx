import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { lasting } from '../i18n/time.ts';
import type { QualityDigest } from '../protocol/QualityDigest.ts';
import { Dialog } from '../ui/dialog.tsx';
import type { MeetingModel } from './model.ts';
import { causeHelpName, goodAboutName, lightOf, tipNames } from './words.ts';

/** How the connection is, what it comes from, and what helps. */
export function QualityDialog({
  open,
  model,
  onClose,
}: {
  open: boolean;
  model: MeetingModel;
  onClose: () => void;
}): JSX.Element {
  const link = model.link.value;
  const { light, name } = lightOf(link);
  const tips = tipNames(link);
  const digest = model.digest.value;
  return (
    <Dialog open={open} title={t('quality')} onClose={onClose}>
      <p>
        <strong class={`light-words light-words-${light}`}>{t('link-now', { state: t(name) })}</strong>
      </p>
      {link.kind === 'weak' && <p>{t(causeHelpName(link.cause))}</p>}
      {link.kind === 'weak' && link.audioOnly && <p>{t('audio-only')}</p>}
      {link.kind === 'good' && <p class="muted">{t(goodAboutName(model.frozenMs.value))}</p>}
      {link.kind === 'reconnecting' && <p class="muted">{t('reconnecting')}</p>}
      {digest !== null && <Figures digest={digest} frozenMs={model.frozenMs.value} />}
      {tips.length > 0 && (
        <ul class="quality-tips">
          {tips.map((tip) => (
            <li key={tip}>{t(tip)}</li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

/** A tenth of a per cent is as fine as anybody can use. */
const rounded = (percent: number): number => Math.round(percent * 10) / 10;

/** What was measured, for whoever is asked to read it out. */
function Figures({ digest, frozenMs }: { digest: QualityDigest; frozenMs: number }): JSX.Element {
  const lately = [
    ['figure-loss-in', t('percent', { n: rounded(digest.loss_in_pct) })],
    ['figure-loss-out', t('percent', { n: rounded(digest.loss_out_pct) })],
    ['figure-delay', t('milliseconds', { n: Math.round(digest.round_trip_ms) })],
  ] as const;
  return (
    <div class="quality-figures">
      <h3 class="small">{t('figures')}</h3>
      <Rows rows={lately} />
      <h3 class="small">{t('figures-so-far')}</h3>
      <Rows rows={[['figure-frozen', lasting(frozenMs)]]} />
    </div>
  );
}

function Rows({ rows }: { rows: readonly (readonly [name: string, value: string])[] }): JSX.Element {
  return (
    <dl class="keys small numbers">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{t(name)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
