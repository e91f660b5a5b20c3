"""How the platform is put together: settings, addresses, the server's door."""
