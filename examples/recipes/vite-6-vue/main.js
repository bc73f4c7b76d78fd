import { createApp } from 'vue';
import Draws from './Draws.vue';

createApp(Draws).mount('#app');
