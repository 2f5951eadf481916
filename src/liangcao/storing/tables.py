"""Tables of storing."""

from sqlalchemy import Index

from liangcao.database.schema import district_table, key, whole, words

closed_day = district_table("closed_day", key("entry"), words("day"), whole("actor_id"))
Index(None, closed_day.c.district_id, closed_day.c.day, unique=True)
