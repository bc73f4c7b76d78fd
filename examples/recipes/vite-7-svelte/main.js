import { mount } from 'svelte';
import Draws from './Draws.svelte';

mount(Draws, { target: document.getElementById('app') });
