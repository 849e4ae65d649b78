"""The API of outlets: a module and a router for each kind of work, all under ``/outlets``."""

from endcap.customers.outlets.api import book

routers = (book.router,)
