"""The back office in the browser: navigation, home, settings index and the page of parts."""
