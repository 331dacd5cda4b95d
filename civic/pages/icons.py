"""Our own icons: 24 by 24, drawn with one line. Words always stand beside them."""

from typing import Final

#: Inner SVG by name. Lines unless an element has class ``fill``.
ICONS: Final[dict[str, str]] = {
    # the four doors
    "spaces": '<path d="M5 21V10a7 7 0 0 1 14 0v11M2.5 21h19M9.5 21v-6a2.5 2.5 0 0 1 5 0v6"/>',
    "projects": (
        '<circle cx="8" cy="7.5" r="3.2"/><circle cx="17" cy="9" r="2.5"/>'
        '<path d="M2.5 20.5c0-4 2.2-6.7 5.5-6.7s5.5 2.7 5.5 6.7M15.7 14.6c3.3-.6 5.8 1.8 5.8 5.9"/>'
    ),
    "conversations": (
        '<path d="M3 5.5A1.5 1.5 0 0 1 4.5 4h15A1.5 1.5 0 0 1 21 5.5v9a1.5 1.5 0 0 1-1.5 1.5'
        'H11l-5 4.5V16H4.5A1.5 1.5 0 0 1 3 14.5z"/><path d="M7.5 8.5h9M7.5 11.8h5.5"/>'
    ),
    "changed": '<path d="M20.5 12a8.5 8.5 0 1 1-3.1-6.560M20.8 3.5 12 12.8l-3.3-3.3"/>',
    # doing
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5.5 5.5"/>',
    "edit": '<path d="M4 20.5 5 16 16.5 4.5l3.5 3.5L8.5 19.5zM14 7l3.5 3.5"/>',
    "remove": '<path d="M4 6.5h16M9.5 6.5V4h5v2.5M6.5 6.5 7.5 20.5h9l1-14M10.5 10.5v6M13.5 10.5v6"/>',
    "print": '<path d="M7 8.5V3.5h10v5M7 17H3.5V8.5h17V17H17M7 14h10v6.5H7z"/>',
    "download": '<path d="M12 3.5v11.5M7 10.5l5 5 5-5M4 20.5h16"/>',
    "filter": '<path d="M3 5.5h18M6.5 12h11M10 18.5h4"/>',
    "list": '<path d="M8.5 6H21M8.5 12H21M8.5 18H21M3.5 6h.01M3.5 12h.01M3.5 18h.01"/>',
    "map": '<path d="m3 6 6-2.5 6 2.5 6-2.5v14.5l-6 2.5-6-2.5-6 2.5zM9 3.5V18M15 6v14.5"/>',
    "refresh": '<path d="M20 12a8 8 0 1 1-2.6-5.9M20.5 3v4.5H16"/>',
    "report": '<path d="M5 21.5V3.5h13.5l-3 4.5 3 4.5H5"/>',
    "mail": '<path d="M3 5.5h18v13H3zM3.5 6.5 12 13l8.5-6.5"/>',
    "phone": (
        '<path d="M5 3.5h4l1.5 5L8 10.5c1 2.5 3 4.5 5.5 5.5l2-2.5 5 1.5v4c0 1-.8 1.5-1.5 1.5'
        'C10.5 20.5 3.5 13.5 3.5 5c0-.8.5-1.5 1.5-1.5z"/>'
    ),
    "link": (
        '<path d="M10 14a4.5 4.5 0 0 0 6.4 0l3.3-3.3a4.5 4.5 0 0 0-6.4-6.4L12 5.6M14 10'
        'a4.5 4.5 0 0 0-6.4 0l-3.3 3.3a4.5 4.5 0 0 0 6.4 6.4L12 18.4"/>'
    ),
    "lock": '<path d="M5 11h14v9.5H5zM8 11V7.5a4 4 0 0 1 8 0V11M12 14.5v2.5"/>',
    "language": (
        '<circle cx="12" cy="12" r="9"/>'
        '<path d="M3 12h18M12 3c5.5 5.5 5.5 12.5 0 18M12 3c-5.5 5.5-5.5 12.5 0 18"/>'
    ),
    "menu": '<path d="M3.5 6.5h17M3.5 12h17M3.5 17.5h17"/>',
    "plus": '<path d="M12 4.5v15M4.5 12h15"/>',
    "minus": '<path d="M4.5 12h15"/>',
    "next": '<path d="M4 12h15.5M13 5.5l6.5 6.5-6.5 6.5"/>',
    "previous": '<path d="M20 12H4.5M11 5.5 4.5 12l6.5 6.5"/>',
    "reply": '<path d="M9.5 5 4 10.5l5.5 5.5M4.5 10.5H14a6 6 0 0 1 6 6V20"/>',
    "agree": '<path d="M3.5 11H7v9.5H3.5zM7 12l4-8.5c1.7 0 2.5 1.2 2.3 2.8L13 9.5h6.5a1.5 1.5 0 0 1 1.5 1.8l-1.5 7.5c-.2 1-.9 1.7-2 1.7H7"/>',  # noqa: E501 - one path
    "hand": '<path d="M8 13V5.5a1.5 1.5 0 0 1 3 0V11M11 10.5V4a1.5 1.5 0 0 1 3 0v6.5M14 11V5.5a1.5 1.5 0 0 1 3 0V14c0 4-2 7-6 7-3.5 0-4.7-1.8-7.3-6.3-.6-1 .9-2.2 2-1.2L8 15.5"/>',  # noqa: E501 - one path
    # how things stand
    "yes": '<path d="m4.5 12.5 5 5L19.5 7"/>',
    "no": '<path d="m6 6 12 12M18 6 6 18"/>',
    "unknown": '<path d="M8.5 8.5a3.5 3.5 0 1 1 5 3.2c-1 .6-1.5 1.2-1.5 2.6M12 18.5h.01"/>',
    "answer-changed": '<circle class="fill" cx="12" cy="12" r="9.5"/><path class="tick" d="m7.5 12.3 3.2 3.2 6-6.5"/>',  # noqa: E501 - one drawing
    "answer-partly": '<circle cx="12" cy="12" r="8.7"/><path class="fill" d="M12 3.3a8.7 8.7 0 0 1 0 17.4z"/>',  # noqa: E501 - one drawing
    "answer-not": '<circle cx="12" cy="12" r="8.7"/><path d="M7.5 12h9"/>',
    "late": '<circle cx="12" cy="12" r="9"/><path d="M12 6.5V12l4 2.5"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 6.5V12l4 2.5"/>',
    "alert": '<path d="M12 3.5 22 20.5H2zM12 9.5V14M12 17.3h.01"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7.2h.01"/>',
    "live": (
        '<circle class="fill" cx="12" cy="12" r="3"/>'
        '<path d="M6.5 6.5a7.8 7.8 0 0 0 0 11M17.5 6.5a7.8 7.8 0 0 1 0 11"/>'
    ),
    # things
    "home": '<path d="M3 11.5 12 4l9 7.5M5.5 9.5v11h13v-11"/>',
    "pin": '<path d="M12 21.5c-4.5-5-7-8.5-7-11.5a7 7 0 0 1 14 0c0 3-2.5 6.5-7 11.5z"/><circle cx="12" cy="10" r="2.5"/>',  # noqa: E501 - one drawing
    "calendar": '<path d="M3.5 5.5h17v15h-17zM3.5 10h17M8 3v4.5M16 3v4.5"/>',
    "person": '<circle cx="12" cy="7.5" r="4"/><path d="M4.5 21c0-5 3-7.5 7.5-7.5s7.5 2.5 7.5 7.5"/>',
    "people": (
        '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20.5c0-4.5 2.5-6.5 6.5-6.5s6.5 2 6.5 6.5'
        'M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 14.5c2.3.8 3.5 2.8 3.5 6"/>'
    ),
    "building": '<path d="M4.5 21V4h9.5v17M14 9.5h5.5V21M2.5 21h19M8 8h2.5M8 12h2.5M8 16h2.5"/>',
    "park": '<path d="M12 21.5V13M12 16.5l3.5-3M6 15.5a4.5 4.5 0 0 1-.5-8.5 6.7 6.7 0 0 1 13 0 4.5 4.5 0 0 1-.5 8.5z"/>',  # noqa: E501 - one path
    "step-free": (
        '<circle cx="11" cy="4.5" r="1.7"/><path d="M11 8v6.5h5l2.5 5.5M11 10.5h4.5"/>'
        '<path d="M8.5 11.5a5.2 5.2 0 1 0 6.2 7.3"/>'
    ),
    "toilet": '<path d="M6 3.5v7.5h12c0 3.5-2 5.5-4 6v3.5H8.5V17C7 16 6 14 6 11M6 3.5h3.5V11"/>',
    "kitchen": '<path d="M4 10.5h16v6.5a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3zM2 10.5h20M8.5 7V4M12 7V3M15.5 7V4"/>',
    "hearing": '<path d="M7 9.5a5 5 0 0 1 10 0c0 4-4 4.5-4 8a3 3 0 0 1-5.5 1.5M10 10a2 2 0 0 1 4 0c0 1.5-1.5 2-2 3.5"/>',  # noqa: E501 - one path
    "child": '<circle cx="12" cy="5.5" r="3"/><path d="M12 9v6.5M6.5 11l5.5 1.5 5.5-1.5M8.5 21l3.5-5.5 3.5 5.5"/>',  # noqa: E501 - one drawing
    "bus": '<path d="M4.5 4.5h15v13h-15zM4.5 11.5h15M7 17.5V20M17 17.5V20M8 14.5h.01M16 14.5h.01"/>',
    "money": '<path d="M16.5 7.5c-.5-2-2-3-4-3-2.5 0-4 1.7-4 4 0 3 1 4.5 1 7 0 2-1 3.5-2.5 4.5h10.5M6.5 12.5h7.5"/>',  # noqa: E501 - one path
    "paper": '<path d="M5.5 3h9l4 4v14h-13zM14 3v4.5h4.5M8.5 12h7M8.5 16h7"/>',
    "quote": '<path d="M4.5 18.5c3-1 4-3 4-6h-4v-7h6.5v7c0 4-2 6.5-6.5 7.5M14 18.5c3-1 4-3 4-6h-4v-7h6.5v7c0 4-2 6.5-6.5 7.5"/>',  # noqa: E501 - one path
    "picture": '<path d="M3.5 4.5h17v15h-17zM3.5 16l5-5 4.5 4.5 2.5-2.5 5 5"/><circle cx="15.5" cy="8.8" r="1.5"/>',  # noqa: E501 - one drawing
    "board": '<path d="M3 4.5h18v12H3zM7 21l2-4.5M17 21l-2-4.5M7.5 8.5h9M7.5 12h5"/>',
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="m11 12.5 8.5-8.5M16 7.5l3 3"/>',
    "tool": '<path d="M14.5 6.5a4.5 4.5 0 0 1 5.5-2.8l-2.8 2.8.5 2 2 .5 2.3-2.3a4.5 4.5 0 0 1-6 5.3L7.5 20.5a2.1 2.1 0 0 1-3-3l8.5-8.5z"/>',  # noqa: E501 - one path
}
