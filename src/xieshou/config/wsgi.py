"""The server's door."""

import os

from django.core.wsgi import get_wsgi_application

from xieshou.lib.garbage import collect_rarely, leave_out_what_is_loaded

collect_rarely()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xieshou.config.settings")
application = get_wsgi_application()
leave_out_what_is_loaded()
