-- Run every deferred trigger now, so that what it writes is measured.
SET CONSTRAINTS ALL IMMEDIATE
