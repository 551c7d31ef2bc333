import { CirclePause, Maximize, MicOff, VideoOff, WifiOff } from 'lucide';
import type { JSX } from 'preact';
import { useCallback, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { Avatar } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import type { Tile as TileView } from './model.ts';
import { Picture } from './picture.tsx';

type Props = {
  tile: TileView;
  speaking: boolean;
  size: 'main' | 'strip' | 'own';
  /** Told where it is drawn; the same function as long as it is the same place. */
  onPlace?: ((at: HTMLElement | null) => void) | undefined;
};

/** One person in the call, or the screen they share. */
export function Tile({ tile, speaking, size, onPlace }: Props): JSX.Element {
  const place = useRef<HTMLElement | null>(null);
  const screen = tile.source === 'screen';
  const name = tile.own ? t('you') : tile.name;
  const dark = darkWords(tile);
  const label = screen ? t('screen-of', { name: tile.name }) : name;
  const hold = useCallback(
    (at: HTMLElement | null): void => {
      place.current = at;
      onPlace?.(at);
    },
    [onPlace],
  );
  return (
    <figure
      ref={hold}
      class={`tile tile-${size}${screen ? ' tile-screen' : ''}${speaking ? ' tile-speaking' : ''}`}
      data-tile={tile.key}
      aria-label={label}
    >
      {tile.stream !== null && dark === null ? (
        <Picture
          stream={tile.stream}
          label={screen ? label : t('picture-of', { name })}
          mirrored={tile.own}
          whole={screen}
        />
      ) : (
        <Dark tile={tile} words={dark} size={size} />
      )}
      <figcaption class="tile-foot">
        <span class="tile-name">
          {tile.micOff && !screen && (
            <span
              class="tile-mark"
              role="img"
              aria-label={t('microphone-is-off')}
              title={t('microphone-is-off')}
            >
              <Icon of={MicOff} size={14} />
            </span>
          )}
          <bdi>{label}</bdi>
          {tile.isHost && !screen && size !== 'own' && <span class="tile-host">{t('host')}</span>}
        </span>
      </figcaption>
      {screen && size === 'main' && (
        <span class="tile-full">
          <IconButton
            icon={Maximize}
            label={t('full-screen')}
            onClick={() => void place.current?.requestFullscreen?.().catch(() => undefined)}
          />
        </span>
      )}
    </figure>
  );
}

const REASONS = { held: CirclePause, lost: WifiOff, dark: WifiOff, 'camera-off': VideoOff } as const;

/** Why there is no picture: what weighs most is said. */
function darkWords(tile: TileView): keyof typeof REASONS | null {
  if (tile.held) return 'held';
  if (tile.lost) return 'lost';
  if (tile.source === 'camera' && tile.cameraOff) return 'camera-off';
  return tile.dark || (tile.stream === null && tile.track !== null) ? 'dark' : null;
}

type DarkProps = { tile: TileView; words: keyof typeof REASONS | null; size: Props['size'] };

function Dark({ tile, words, size }: DarkProps): JSX.Element {
  return (
    <div class="tile-dark">
      <Avatar name={tile.name} size={size === 'main' ? 96 : 44} />
      {words !== null && size !== 'own' && (
        <p class="tile-why">
          <Icon of={REASONS[words]} size={16} />
          <span>{t(`tile-${words}`)}</span>
        </p>
      )}
    </div>
  );
}
