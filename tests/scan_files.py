"""Scan files that tests make: one small surface in every format, and files that mean harm."""

import base64
import gzip
import io
import json
import struct
import zipfile
import zlib

import numpy as np


def sheet(rows: int = 16, columns: int = 16) -> tuple[np.ndarray, np.ndarray]:
    """Vertices and triangles of a bent sheet."""
    y, x = np.mgrid[:rows, :columns].astype(float)
    vertices = np.stack([x, y, 0.1 * x * y], axis=-1).reshape(-1, 3)
    k = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = k[:-1, :-1], k[:-1, 1:], k[1:, 1:], k[1:, :-1]
    quads = np.stack([a, b, c, d], -1).reshape(-1, 4)
    return vertices, np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def obj(vertices, triangles) -> bytes:
    lines = ["mtllib ../../../etc/passwd", "o <script>alert(1)</script>"]
    lines += ["v {:.9g} {:.9g} {:.9g}".format(*v) for v in vertices]
    lines += ["vt 0 0", "usemtl skin"]
    lines += ["f {0}/1/{0} {1}/1 {2}//{2}".format(*(t + 1)) for t in triangles]
    return "\n".join(lines).encode()


def ply(vertices, triangles, order="<", kind="f4", extra=b"") -> bytes:
    names = {"<": "binary_little_endian", ">": "binary_big_endian"}
    kinds = {"f4": "float", "f8": "double"}
    head = f"ply\nformat {names[order]} 1.0\ncomment TextureFile ../../secret.png\n"
    head += f"element vertex {len(vertices)}\n"
    head += "".join(f"property {kinds[kind]} {k}\n" for k in "xyz") + "property uchar red\n"
    head += f"element face {len(triangles)}\nproperty list uchar int vertex_indices\nend_header\n"
    rows = np.zeros(len(vertices), [("p", order + kind, 3), ("red", "u1")])
    rows["p"] = vertices
    faces = np.zeros(len(triangles), [("n", "u1"), ("c", order + "i4", triangles.shape[1])])
    faces["n"], faces["c"] = triangles.shape[1], triangles
    return head.encode() + rows.tobytes() + faces.tobytes() + extra


def text_ply(vertices, triangles) -> bytes:
    head = f"ply\nformat ascii 1.0\nelement vertex {len(vertices)}\nproperty float x\n"
    head += f"property float y\nproperty float z\nelement face {len(triangles)}\n"
    lines = [head + "property list uchar int vertex_index\nend_header"]
    lines += ["{:.9g} {:.9g} {:.9g}".format(*v) for v in vertices]
    lines += ["3 {} {} {}".format(*t) for t in triangles]
    return "\n".join(lines).encode()


def stl(vertices, triangles) -> bytes:
    rows = np.zeros(len(triangles), [("n", "<f4", 3), ("p", "<f4", (3, 3)), ("m", "<u2")])
    rows["p"] = vertices[triangles]
    return b"solid not really".ljust(80) + struct.pack("<I", len(rows)) + rows.tobytes()


def text_stl(vertices, triangles) -> bytes:
    lines = ["solid x"]
    for t in triangles:
        lines += ["facet normal 0 0 0", " outer loop"]
        lines += ["  vertex {:.9g} {:.9g} {:.9g}".format(*vertices[k]) for k in t]
        lines += [" endloop", "endfacet"]
    return "\r\n".join([*lines, "endsolid x"]).encode()


def scene_of(vertices, corners, change=lambda scene: None, matrix=None) -> tuple[dict, bytes]:
    """Description and numbers of a glTF file."""
    points = vertices.astype("<f4").tobytes()
    rows = corners.astype("<u4").tobytes()
    scene = {
        "asset": {"version": "2.0"},
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": len(vertices), "type": "VEC3"},
            {"bufferView": 1, "componentType": 5125, "count": corners.size, "type": "SCALAR"},
        ],
        "bufferViews": [
            {"buffer": 0, "byteLength": len(points)},
            {"buffer": 0, "byteOffset": len(points), "byteLength": len(rows)},
        ],
        "buffers": [{"byteLength": len(points) + len(rows)}],
        "images": [{"uri": "file:///etc/passwd"}],
    }
    if matrix is not None:
        scene["nodes"] = [{"children": [1], "matrix": matrix.T.ravel().tolist()}, {"mesh": 0}]
    change(scene)
    return scene, points + rows


def glb(vertices, corners, change=lambda scene: None, matrix=None) -> bytes:
    scene, block = scene_of(vertices, corners, change, matrix)
    return glb_of(json.dumps(scene).encode(), block)


def gltf(vertices, corners, uri: str | None = None) -> bytes:
    """Embedded, or with its numbers at a place."""
    scene, block = scene_of(vertices, corners)
    embedded = "data:application/octet-stream;base64," + base64.b64encode(block).decode()
    scene["buffers"][0]["uri"] = uri or embedded
    scene["images"] = [{"uri": "data:image/png;base64,AAAA"}, {"uri": "https://localhost/a.png"}]
    return json.dumps(scene).encode()


def glb_of(text: bytes, block: bytes) -> bytes:
    text += b" " * (-len(text) % 4)
    body = struct.pack("<II", len(text), 0x4E4F534A) + text
    body += struct.pack("<II", len(block), 0x004E4942) + block
    return struct.pack("<4sII", b"glTF", 2, 12 + len(body)) + body


def zigzag(rows: int = 16, columns: int = 16) -> np.ndarray:
    """The triangles of a sheet as strips, one a row, each ended by -1."""
    k = np.arange(rows * columns).reshape(rows, columns)
    strips = np.stack([k[1:], k[:-1]], -1).reshape(rows - 1, 2 * columns)
    return np.pad(strips, ((0, 0), (0, 1)), constant_values=-1)


def strips_ply(vertices, triangles) -> bytes:
    """Old scanners': all strips in one row, the faces without any."""
    head, rows = ply(vertices, triangles[:0]).split(b"end_header\n")
    strips = zigzag().astype("<i4")
    head += b"element tristrips 1\nproperty list int int vertex_indices\nend_header\n"
    return head + rows + struct.pack("<i", strips.size) + strips.tobytes()


def text_strips_ply(vertices, triangles) -> bytes:
    """The same in words, a strip a row and some with a number more."""
    head, rows = text_ply(vertices, triangles[:0]).split(b"element face 0")
    rows = rows.split(b"end_header\n")[1] + b"\n"
    head += b"element tristrips 15\nproperty list int int vertex_indices\nend_header\n"
    lines = ["{} {}".format(len(row), " ".join(map(str, row))) for row in zigzag()]
    return head + rows + "\n".join(lines).encode()


def zipped(files: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", how) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return packed.getvalue()


def phone_zip(vertices, triangles) -> bytes:
    """As phones export: a scan with its colours in a folder, and what a Mac puts beside."""
    return zipped(
        {
            "scan/": b"",
            "scan/Scan-9:41.obj": obj(vertices, triangles),
            "scan/scan.mtl": b"map_Kd scan.jpg",
            "scan/scan.jpg": b"\xff\xd8\xff",
            "__MACOSX/scan/._scan.obj": b"\0\5\x16\7",
        }
    )


def bomb(says: int, mb: int = 400) -> bytes:
    """A ZIP of half a megabyte that unpacks to so many, and says so or not."""
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = press.compress(bytes(1_000_000)) + press.flush(zlib.Z_FULL_FLUSH)
    again = press.compress(bytes(1_000_000)) + press.flush(zlib.Z_FULL_FLUSH)
    data = block + again * (mb - 1) + press.flush()
    name, sizes = b"scan.obj", struct.pack("<III", 0, len(data), says)
    local = struct.pack("<4sHHHHH", b"PK\3\4", 20, 0, 8, 0, 0) + sizes
    local += struct.pack("<HH", len(name), 0) + name + data
    entry = struct.pack("<4sHHHHHH", b"PK\1\2", 20, 20, 0, 8, 0, 0) + sizes
    entry += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, len(entry), len(local), 0)
    return local + entry + end


WRITERS = {
    "obj": obj,
    "ply": ply,
    "big-endian ply": lambda v, t: ply(v, t, ">", "f8"),
    "text ply": text_ply,
    "stl": stl,
    "text stl": text_stl,
    "glb": glb,
    "gltf": gltf,
    "strips ply": strips_ply,
    "text strips ply": text_strips_ply,
    "zip": phone_zip,
}


def hostile() -> dict[str, tuple[bytes, str]]:
    """Files that mean harm or are damaged, and a word of the reply that each must get."""
    v, t = sheet()
    whole = {name: write(v, t) for name, write in WRITERS.items()}
    billion, lie = b"999999999999", b"\xff\xff\xff\x7f"
    huge = v.copy()
    huge[:, 0] = 1e300

    def scene(**change):
        return glb(v, t, lambda s: s.update(change))

    def accessor(**change):
        return glb(v, t, lambda s: s["accessors"][0].update(change))

    deep, forged = b"[" * 200_000, b'"\\u0064ata:77"'
    far = [{"buffer": 1, "byteLength": 9}] * 2
    chain = [{"children": [k + 1], "scale": [1e11] * 3} for k in range(99)] + [{"mesh": 0}]
    twice = zipped({"scan.obj": b"", "scam.obj": b""}).replace(b"scam", b"scan")
    locked = bytearray(zipped({"scan.obj": whole["obj"]}))
    locked[6] |= 1
    locked[locked.index(b"PK\1\2") + 8] |= 1
    locked = bytes(locked)
    loop = [{"mesh": 0, "children": [0]}]
    crowd = [{"mesh": 0} for _ in range(9_999)]
    quads = np.concatenate([t, t[:, :1]], axis=1)
    return {
        "empty": (b"", "empty"),
        "one byte": (b"\0", "no OBJ"),
        "garbage": (np.random.default_rng(1).bytes(5000), "no OBJ"),
        "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(500), "picture"),
        "a photograph": (b"\xff\xd8\xff\xe0" + bytes(500), "picture"),
        "a video": (b"\0\0\0\x18ftypmp42" + bytes(500), "video"),
        "fbx": (b"Kaydara FBX Binary  \0\x1a\0" + bytes(500), "Blender"),
        "collada": (b'<?xml version="1.0"?><COLLADA version="1.4.1"/>', "MeshLab"),
        "a cloud": (b"# .PCD v0.7\n", "mesh of it"),
        "gzip": (gzip.compress(whole["obj"]), "unpack"),
        "a page": (b"<html><script>alert(1)</script></html>", "no OBJ"),
        "a pickle": (b"\x80\x04\x95cos\nsystem\n(S'touch owned'\ntR.", "no OBJ"),
        **{f"half a {name}": (data[: len(data) * 7 // 10], "") for name, data in whole.items()},
        "points only, obj": (obj(v, t[:0]), "vertices or no faces"),
        "points only, ply": (ply(v, t[:0]), "vertices or no faces"),
        "no area": (stl(v * [1, 0, 0], t), "0 triangles"),
        "one place": (stl(v * 0, t), "one place"),
        "all NaN": (ply(v * np.nan, t), "no numbers"),
        "infinite": (ply(v + np.inf, t), "no numbers"),
        "beyond float": (ply(huge, t, "<", "f8"), "no numbers"),
        "far corner": (ply(v, t + 200), "not there"),
        "negative corner": (ply(v, t - 5), "not there"),
        "obj from zero": (obj(v, t - 1), "from 1"),
        "obj of words": (whole["obj"].replace(b"v 3 ", b"v x3 "), "no number"),
        "obj of uneven lines": (whole["obj"].replace(b"v 3 ", b"v 3 3 "), "not alike"),
        "obj of one long line": (b"v " + b"1 " * 200_000, "vertices or no faces"),
        "obj with a long number": (b"v " + b"1" * 3_000_000 + b" 1 1\nf 1 1 1", "no numbers"),
        "obj with a polygon of a thousand": (whole["obj"] + b"\nf" + b" 1" * 1000, "corners"),
        "a billion vertices": (whole["ply"].replace(b"vertex 256", b"vertex " + billion), "short"),
        "a billion faces": (whole["ply"].replace(b"face 450", b"face " + billion), "short"),
        "a billion in words": (
            whole["text ply"].replace(b"vertex 256", b"vertex " + billion),
            "are read in words",
        ),
        "minus one vertex": (whole["ply"].replace(b"vertex 256", b"vertex -1"), "how the rows"),
        "a huge count": (whole["ply"].replace(b"256", b"9" * 5000), "header"),
        "endless header": (b"ply\nformat ascii 1.0\n" + b"comment x\n" * 20_000, "header"),
        "a face of 255": (whole["ply"][:-13] + b"\xff" + bytes(12), "corners"),
        "lists of floats": (whole["ply"].replace(b"list uchar int", b"list uchar float"), "header"),
        "no positions": (whole["ply"].replace(b"float x", b"float u"), "no x, y and z"),
        "quads cut short": (ply(v, quads)[:-3], "short"),
        "two million declared triangles": (
            b"solid".ljust(80) + struct.pack("<I", 2_000_000) + bytes(500), "no OBJ"
        ),
        "glb, length of a lie": (whole["glb"][:8] + lie + whole["glb"][12:], "length"),
        "glb, chunk of a lie": (whole["glb"][:12] + lie + whole["glb"][16:], "chunk"),
        "glb, deep": (glb_of(b'{"a":' + deep, b""), "JSON"),
        "glb, a list": (glb_of(b"[]", b""), "no glTF"),
        "glb, a billion numbers": (accessor(count=10**9), "more numbers"),
        "glb, 10 ** 30 numbers": (accessor(count=10**30), "length"),
        "glb, negative": (accessor(count=-3), "length"),
        "glb, offset": (accessor(byteOffset=10**8), "more numbers"),
        "glb, true": (accessor(bufferView=True), "not there"),
        "glb, sparse": (accessor(sparse={"count": 10**9}), "scanners"),
        "glb, words": (accessor(componentType="float"), "unknown type"),
        "glb, another file": (scene(buffers=[{"uri": "../../etc/passwd"}]), "own folder"),
        "glb, of the net": (scene(buffers=[{"uri": "http://localhost/x.bin"}]), "own folder"),
        "glb, without its file": (scene(buffers=[{"uri": "none.bin"}]), "'none.bin' is not there"),
        "glb, without its block": (scene(buffers=[{}, {}], bufferViews=far), "not in it"),
        "glb, a loop": (scene(nodes=loop), "twice"),
        "glb, a crowd": (scene(nodes=crowd, scenes=[{"nodes": list(range(9_999))}]), "together"),
        "glb, many nodes": (scene(nodes=crowd * 2), "nodes"),
        "glb, nowhere": (scene(nodes=[{"mesh": 0, "translation": [1e400, 0, 0]}]), "place"),
        "glb, compressed": (scene(extensionsRequired=["KHR_draco_mesh_compression"]), "compressed"),
        "glb, no scene": (scene(nodes=[]), "not there"),
        "glb, far beyond": (scene(nodes=chain, scenes=[{"nodes": [0]}]), "no numbers"),
        "gltf 1": (b'{"asset":{"version":"1.0"},"meshes":{}}', "2.0"),
        "json": (b'{"pronasale":[0,0,0]}', "2.0"),
        "gltf, half embedded": (whole["gltf"].replace(b"base64,", b"base64,AAAAA"), "damaged"),
        "gltf, not base64": (whole["gltf"].replace(b";base64", b""), "damaged"),
        "gltf, embedded beyond": (gltf(v, t, "x").replace(b'"x"', forged), "not there"),
        "gltf, embedded crowd": (b'{"a":[' + b'"data:",' * 20_000 + b"0]}", "too many"),
        "gltf, wordy": (b'{"a":"' + b"a" * 17_000_000 + b'"}', "too long"),
        "zip, empty": (zipped({}), "empty ZIP"),
        "zip, nameless": (zipped({"x": b"x"}).replace(b"x", b"\0"), "empty ZIP"),
        "zip, of others": (zipped({"scan.mtl": b"x", "scan.jpg": b"x"}), "packs no OBJ"),
        "zip, usdz": (zipped({"scan.usdc": b"PXR-USDC"}), "USDZ"),
        "zip, two": (zipped({"a/<b>.obj": b"", "c.PLY": b"", "d.glb": b""}), "3 scans"),
        "zip, twice": (twice, "2 scans"),
        "zip, climbing": (zipped({"scan.obj": whole["obj"], "../../x": b""}), "own folder"),
        "zip, climbing as windows does": (zipped({"a\\..\\..\\scan.obj": b""}), "own folder"),
        "zip, from a drive": (zipped({"C:scan.obj": whole["obj"]}), "own folder"),
        "zip, from the root": (zipped({"/etc/scan.obj": whole["obj"]}), "own folder"),
        "zip, locked": (locked, "password"),
        "zip, odd": (zipped({"scan.obj": whole["obj"]}, zipfile.ZIP_BZIP2), "unusual"),
        "zip, bomb": (bomb(400_000_000), "300 MB"),
        "zip, bomb of a lie": (bomb(5000), "damaged"),
        "zip, crowd": (b"PK\3\4" + b"PK\1\2" * 10_001, "10,000 files"),
        "zip, changed": (zipped({"scan.obj": b"v 1"}, 0).replace(b"v 1", b"v 2"), "damaged"),
        "zip, in a zip": (zipped({"scan.obj": zipped({"scan.obj": whole["obj"]})}), "no OBJ"),
        "zip, no scan in it": (zipped({"scan.obj": b"hello"}), "no OBJ"),
        "zip, without its file": (zipped({"scan.gltf": gltf(v, t, "x.bin")}), "'x.bin' is not"),
        "zip, a face of NaN": (zipped({"scan.ply": ply(v * np.nan, t)}), "no numbers"),
    }  # fmt: skip
