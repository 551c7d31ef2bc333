import { startPage } from '../page.tsx';
import { catalogues } from './catalogues.ts';
import { InvitationPage } from './page.tsx';

void startPage(InvitationPage, catalogues);
