"""Where Chromium is (XIESHOU_CHROMIUM, or the one installed), and how it starts without asking anything of the network."""

import os
import shutil

CHROMIUM = (
    os.environ.get("XIESHOU_CHROMIUM")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or shutil.which("google-chrome")
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
