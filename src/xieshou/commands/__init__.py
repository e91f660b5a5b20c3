"""The commands of `xieshou`, one file each. They read, call the kernel, print; no rule lives here."""
