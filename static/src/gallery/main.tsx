import { startPage } from '../page.tsx';
import { catalogues } from './catalogues.ts';
import { GalleryPage } from './page.tsx';

void startPage(GalleryPage, catalogues, new URLSearchParams(location.search).get('language'));
