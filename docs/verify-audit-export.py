"""Verify a file made by `khoso audit export`: python verify-audit-export.py FILE [FOLDER]. Needs Python, nothing else.

Exit 0: every row hangs together and every seal names the rows it should. With FOLDER the seals' messages, signatures
and keys are written there for `openssl`, see docs/howto/verify-the-audit-trail.md.
"""

import base64
import hashlib
import json
import pathlib
import sys

lines = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]  # noqa: SIM115, PTH123
header, wrong, hashes, seal_head = lines[0], [], {}, "0" * 64
heads = {run["chain"]: (run["before"], run["first"]) for run in header["chains"]}
digest = lambda row: hashlib.sha256(f"{row['previous_hash']}\n{row['content']}".encode()).hexdigest()  # noqa: E731
for row in (line for line in lines if line["kind"] == "row"):
    before, position = heads.get(row["chain"], ("", 0))
    told = json.loads(row["content"])
    is_linked = (row["previous_hash"], row["hash"]) == (before, digest(row))
    if not is_linked or (told["chain"], told["position"]) != (row["chain"], position):
        wrong.append(f"{row['chain']}#{position}")
    heads[row["chain"]], hashes[row["chain"], position] = (row["hash"], position + 1), row["hash"]
wrong += [run["chain"] for run in header["chains"] if heads[run["chain"]] != (run["head"], run["last"] + 1)]
last = {run["chain"]: (run["first"], run["last"]) for run in header["chains"]}
for seal in (line for line in lines if line["kind"] == "seal"):
    if (seal["previous_hash"], seal["hash"]) != (seal_head, digest(seal)):
        wrong.append(f"seal {seal['position']}")
    for head in json.loads(seal["content"])["heads"]:
        first, end = last.get(head["chain"], (1, 0))
        if first <= head["position"] <= end and hashes.get((head["chain"], head["position"])) != head["hash"]:
            wrong.append(f"{head['chain']}#{head['position']} is not what seal {seal['position']} names")
    seal_head = seal["hash"]
    parts = {"msg": f"{seal['previous_hash']}\n{seal['content']}".encode()}
    parts |= {"sig": base64.b64decode(seal["signature"]), "tst": base64.b64decode(seal["timestamp"])}
    for name, data in parts.items():
        if len(sys.argv) > 2 and data:
            pathlib.Path(sys.argv[2], f"{seal['position']}.{seal['key_id'][:16]}.{name}").write_bytes(data)
for key in (line for line in lines if line["kind"] == "key" and len(sys.argv) > 2):
    pathlib.Path(sys.argv[2], f"{key['key_id'][:16]}.pem").write_text(key["pem"])
print(f"WRONG, first at {wrong[0]}" if wrong else f"whole: {len(hashes)} rows")
sys.exit(1 if wrong else 0)
