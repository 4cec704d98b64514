"""The cases written so far, by name, each with what to expect of it."""

from io import BytesIO

from pikepdf import ObjectStreamMode

CASES = {}


def case(name, data, **facts):
    assert name not in CASES, name
    CASES[name] = (data, facts)


def saved(pdf, **options):
    out = BytesIO()
    options.setdefault("deterministic_id", "encryption" not in options)
    pdf.save(out, **options)
    return out.getvalue()


def every_storage(name, make, **facts):
    """The same shape as a table, with streams, and as a hybrid file."""
    for kind in ("table", "stream", "hybrid"):
        case(f"{name}-{kind}", make().write(kind), hybrid=kind == "hybrid", **facts)


STORAGES = {
    "as-made": None,
    "table": dict(object_stream_mode=ObjectStreamMode.disable),
    "object-streams": dict(object_stream_mode=ObjectStreamMode.generate),
    "linearized-table": dict(linearize=True, object_stream_mode=ObjectStreamMode.disable),
    "linearized-object-streams": dict(linearize=True, object_stream_mode=ObjectStreamMode.generate),
}
