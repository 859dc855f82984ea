"""The documentation site: Markdown as it stands, built without network.

python -m sphinx -W -b html docs build/docs
"""

project = "agreement-sim"
author = "The agreement-sim authors"
extensions = ["myst_parser"]
myst_heading_anchors = 4
root_doc = "index"
exclude_patterns = ["images"]
html_theme = "furo"
html_title = "agreement-sim"
html_copy_source = False
suppress_warnings = ["misc.highlighting_failure"]
