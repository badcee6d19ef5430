// Somebody has just signed out: the files that waited to be sent (keeping.js) go with them.
indexedDB.deleteDatabase("tray");
