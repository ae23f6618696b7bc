// The page at /__admin/ui.

import { render } from 'preact';
import { App } from './app.tsx';
import { placeOf } from './place.ts';

render(<App place={placeOf(location.pathname)} />, document.body);
