"""Portals put together from independent choices, with what stands on them night by night known.

`plan.make(seed, count)` draws them, `world.World` serves them behind a proxy, `truth` says what each night must come
to.
Written from what is known of publishing systems; nothing here looks at how the crawler reads them.
"""
