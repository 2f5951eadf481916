"""`liangcao-verify`, the program apart: checks evidence and logs without the office, its database or its programs."""
