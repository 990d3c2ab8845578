"""Folders of plain Markdown as other programmes keep them, none of which knew anything of us."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

from tests.unit.curriculum.files import PDF, flat, photograph

HOSTILE_DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><script>alert(1)</script>'
    b'<rect width="9" height="9" onclick="alert(2)"/></svg>'
)

_INTRODUCTION = """---
title: One door for every service
description: How a one-stop centre works, seen from both sides of the counter.
sidebar_position: 1
---
import Tabs from '@theme/Tabs';

Read [the first lesson](./counter/the-queue.md) and then the others.
"""

_QUEUE = """---
sidebar_position: 1
description: Describe how a queue is measured
authors: [kim]
tags:
  - service
---

# The queue {#queue}

:::tip[Before you begin]

Stand in a queue yourself.

- Take a watch.
  - And a pencil.

:::

![People in a hall](/img/hall.jpg)
![](./flow.svg)

#### Who waits

People wait~~ed~~ because forms are asked for twice. See [here](../papers/the-form.md#top), the
[form](form.pdf) and [the site](https://publicadministration.un.org/).[^law]

<details>
<summary>More about <b>waiting</b></summary>

It is *long*.

</details>

<table><tr><th>Hall</th><th>Wait</th></tr><tr><td>North</td><td>long</td></tr></table>

```js title="app.js"
# not a heading, not a [link](nowhere.md)
```

[^law]: The act on civil petitions.

## What helps

A number from a machine.
"""

_FORM = """---
sidebar_position: 2
---
The paper form
==============

Some words before the list:
1) Name
2) Address

<video src="https://example.org/tour.mp4"></video>

In 2019 there were 12 forms. ![A plan](https://example.org/plan.png)
"""


def site() -> Mapping[str, bytes]:
    """Return a small site of Docusaurus: folders with positions, pictures apart, boxes and components."""
    return {
        "README.md": b"# How to build this site\n\nRun it.\n",
        "docusaurus.config.js": b"module.exports = {};\n",
        "docs/index.md": _INTRODUCTION.encode(),
        "docs/papers/_category_.json": b'{"label": "Papers", "position": 3}',
        "docs/papers/the-form.md": _FORM.encode(),
        "docs/counter/_category_.json": b'{"label": "The counter", "position": 2}',
        "docs/counter/the-queue.md": _QUEUE.encode(),
        "docs/counter/flow.svg": HOSTILE_DRAWING,
        "docs/counter/form.pdf": PDF,
        "static/img/hall.jpg": photograph(600, 400),
        "static/img/unused.png": flat(),
    }


_SECOND = "Services people ask for\n=======================\n\nÀ la préfecture, one café — no queue.\n"
_TENTH = """Intro words stand first.

# Looking back

### What we saw

Words [with a list][list] and ![A line of people][line].

> [!WARNING]
> Mind the step.

[list]: 2.%20services.md
[line]: pictures/line.png "A line"
"""


def plain() -> Mapping[str, bytes]:
    """Return a folder somebody kept by hand: numbers in names, no front matter, three ways to save a text."""
    return {
        "README.md": "\ufeff# Notes from Seoul\n\nWhat we saw and heard.\n".encode(),
        "2. services.md": _SECOND.encode("cp1252"),
        "10-looking-back.md": _TENTH.encode(),
        "1_arrival.MD": "# Arrival\n\nWe came by train.\n".encode("utf-16"),
        "3 nothing.md": b"",
        "pictures/line.png": flat(),
        "notes.docx": b"PK\x03\x04nothing",
        ".git/config": b"[core]\n",
    }


def in_zip(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return files as a ZIP."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
