"""The API of outlets: a module and a router for each kind of work, all under ``/outlets``."""

from endcap.customers.outlets.api import book, file, merging, search, views

routers = (book.router, search.router, merging.router, file.router, views.router)
