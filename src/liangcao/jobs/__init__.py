"""Work in the background: asked for on a page, done beside the server, seen on a page, never half done.

What is kept of a job survives the process (``durable``); what it does to the books it does on the one road, with a
command id that follows from the job, so that a job which runs twice is one deed.
"""
