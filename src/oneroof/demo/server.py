"""Moved: the embedded server is `oneroof.pg.server`."""

from oneroof.pg.server import Account as Account
from oneroof.pg.server import Server as Server
from oneroof.pg.server import provider as provider
from oneroof.pg.server import reachable_bindir as reachable_bindir
from oneroof.pg.server import running as running
from oneroof.pg.server import start as start
