import { Users } from 'lucide';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { arrange, focusOf, gridOf, type Layout } from './layout.ts';
import type { MeetingModel, Tile as TileView } from './model.ts';
import { knocking } from './people-list.ts';
import { Tile } from './tile.tsx';
import { useShown } from './use-shown.ts';

type Props = {
  model: MeetingModel;
  layout: Layout;
  ownShown: boolean;
  onPeople: () => void;
};

/** All pictures in their places. */
export function Stage({ model, layout, ownShown, onPeople }: Props): JSX.Element {
  const tiles = model.tiles.value;
  const speakers = model.speakers.value;
  const focus = useRef<string | null>(null);
  focus.current = focusOf(focus.current, speakers, tiles);
  const stage = arrange(tiles, layout, focus.current);
  const place = useShown(model);
  const shape = gridOf(stage.main.length);
  const draw = (tile: TileView, size: 'main' | 'strip'): JSX.Element => (
    <Tile
      key={tile.key}
      tile={tile}
      size={size}
      speaking={tile.source === 'camera' && speakers.includes(tile.person)}
      onPlace={tile.track === null ? undefined : place(tile.track)}
    />
  );
  return (
    <div class={`stage${stage.strip.length > 0 ? ' stage-strip' : ''}`}>
      {stage.main.length === 0 ? (
        <Alone model={model} onPeople={onPeople} />
      ) : (
        <div
          class="stage-main"
          style={{
            '--wide-columns': `${shape.wide[0]}`,
            '--wide-rows': `${shape.wide[1]}`,
            '--high-columns': `${shape.high[0]}`,
            '--high-rows': `${shape.high[1]}`,
          }}
        >
          {stage.main.map((tile) => draw(tile, 'main'))}
        </div>
      )}
      {stage.strip.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <section class="stage-row" tabIndex={0} aria-label={t('the-others')}>
          {stage.strip.map((tile) => draw(tile, 'strip'))}
        </section>
      )}
      {stage.own !== null && ownShown && (
        <div class="stage-own">
          <Tile tile={stage.own} size="own" speaking={speakers.includes(stage.own.person)} />
        </div>
      )}
    </div>
  );
}

/** Nobody else is in: who waits, or that one waits oneself. */
function Alone({ model, onPeople }: Pick<Props, 'model' | 'onPeople'>): JSX.Element {
  const host = model.lobby.value?.is_host ?? false;
  const n = knocking(model.panel.value);
  return (
    <div class="stage-alone">
      <div role="status">
        <h2>{t('alone')}</h2>
        <p class="muted">{host ? t('alone-waiting', { n }) : t('alone-guest')}</p>
      </div>
      {host && (
        <Button look={n > 0 ? 'primary' : 'secondary'} icon={Users} onClick={onPeople}>
          {t(n > 0 ? 'see-who-waits' : 'people-and-invite')}
        </Button>
      )}
    </div>
  );
}
