import { startPage } from '../page.tsx';
import { MeetingPage } from './app.tsx';
import { catalogues } from './catalogues.ts';
import { takeHanded } from './handed-visitor.ts';

takeHanded();
void startPage(MeetingPage, catalogues, new URLSearchParams(location.search).get('language'));
