"""粮草 Liangcao: the system that runs an emergency supplies office."""

__version__ = "0.1.0"
