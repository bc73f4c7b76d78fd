import { app, BrowserWindow } from 'electron';

// Not awaited: Electron is ready only after this module.
app.whenReady().then(() => new BrowserWindow().loadFile('out/renderer/index.html'));
