"""Compares our quiz with what two other programs make of it.

Arguments: our assessment.xml, our quiz.text2qti.txt, an empty folder. Both other programs read our plain text and write
Canvas's QTI 1.2; what they wrote must ask the same questions, with the same options, of which the same are right.
Prints how many questions were compared with each.
"""
import html, io, os, re, shutil, subprocess, sys, zipfile, contextlib
import xml.etree.ElementTree as ET

ours_file, text_file, folder = sys.argv[1:]


def plain(text):
    """The words alone: no tags, no blanks, no signs that only keep Markdown quiet."""
    for _ in range(2):
        text = html.unescape(text)
    text = re.sub(r"<img[^>]*>", "", text)
    text = re.sub(r"<[^>]*>", "", text)
    # text2qti sets typographic marks.
    for found, mark in (("\u201c", '"'), ("\u201d", '"'), ("\u2018", "'"), ("\u2019", "'"), ("\u2026", "..."), ("\u2013", "--"), ("\u2014", "---")):
        text = text.replace(found, mark)
    return re.sub(r"[\s\u2060\\]+", "", text)


def name(tag):
    return tag.rsplit("}", 1)[-1]


def find(node, tag):
    return [child for child in node.iter() if name(child.tag) == tag]


def items(xml):
    out = []
    for item in find(ET.fromstring(xml), "item"):
        kind = points = None
        for field in find(item, "qtimetadatafield"):
            label, entry = (child.text for child in field)
            if label == "question_type":
                kind = entry
            if label == "points_possible":
                points = float(entry)
        presentation = find(item, "presentation")[0]
        # In a box to write in, text2qti has a label without words.
        labels = [label for label in find(presentation, "response_label") if find(label, "mattext")]
        prompt = plain(find(presentation, "mattext")[0].text or "")
        options = [plain(find(label, "mattext")[0].text or "") for label in labels]
        idents = {label.get("ident"): text for label, text in zip(labels, options)}
        right = set()
        for condition in find(item, "respcondition"):
            if not any(v.text == "100" for v in find(condition, "setvar")):
                continue
            wrong = {id(v) for no in find(condition, "not") for v in find(no, "varequal")}
            for value in find(condition, "varequal"):
                if id(value) not in wrong:
                    right.add(idents.get(value.text, plain(value.text or "")))
        # A set: some programs shuffle.
        out.append((kind, prompt, sorted(options), sorted(right), points))
    return out


def archive(path):
    with zipfile.ZipFile(path) as package:
        for member in package.namelist():
            text = package.read(member).decode()
            if "<questestinterop" in text:
                return text
    raise SystemExit(f"{path} holds no assessment")


def same(ours, theirs, who, fields):
    if len(ours) != len(theirs):
        raise SystemExit(f"{who}: {len(theirs)} questions, ours {len(ours)}")
    for n, (a, b) in enumerate(zip(ours, theirs)):
        for field in fields:
            # It knows no question without points.
            if field == 4 and a[4] == 0:
                continue
            # Of several right ones to choose from, text2qti takes one.
            if a[0] == "multiple_choice_question" and len(a[3]) > 1 and field in (2, 3):
                left = set(b[2]) | set(a[3])
                if left == set(a[2]) and len(b[3]) == 1 and set(b[3]) < set(a[3]):
                    continue
            if a[field] != b[field]:
                raise SystemExit(f"{who}, question {n + 1}: ours {a[field]!r}, theirs {b[field]!r}")


ours = items(open(ours_file, encoding="utf-8").read())
os.makedirs(folder, exist_ok=True)
quiz = os.path.join(folder, "quiz.txt")
shutil.copy(text_file, quiz)
done = subprocess.run([os.path.join(os.path.dirname(sys.executable), "text2qti"), quiz], capture_output=True, text=True, cwd=folder)
if done.returncode != 0:
    raise SystemExit(f"text2qti: {done.stdout}{done.stderr}")
theirs = items(archive(os.path.join(folder, "quiz.zip")))
same(ours, theirs, "text2qti", range(5))

# The other one knows no points and no free writing, and two options are too few for it in a question with several answers.
from qti_package_maker.package_interface import QTIPackageInterface

text = re.sub(r"(?m)^Points: .*\n", "", open(text_file, encoding="utf-8").read())
# It takes what is said at the end for a part of the question: leave that out.
text = re.sub(r"(?m)^(\d+\. .*)\n\.\.\. .*", r"\1", text)
text = text.split("\n\n", 1)[1]
# It takes HTML where text2qti takes Markdown, and ASCII only.
text = text.replace("&", "&amp;")
open(quiz, "wb").write(text.encode("ascii", "xmlcharrefreplace"))
with contextlib.redirect_stdout(io.StringIO()), contextlib.chdir(folder):
    maker = QTIPackageInterface("second", verbose=False, allow_mixed=True)
    maker.read_package(quiz, "text2qti")
    made = maker.save_package("canvas_qti_v1_2")
theirs = {item[1]: item for item in items(archive(os.path.join(folder, made)))}
known = [i for i in ours if i[0] == "multiple_choice_question" or (i[0] == "multiple_answers_question" and len(i[2]) > 2)]
lost = [i for i in known if i[1] not in theirs]
if lost:
    raise SystemExit(f"qti_package_maker lost {len(lost)} of {len(known)}: {lost[0][1]!r}")
same(known, [theirs[i[1]] for i in known], "qti_package_maker", [1, 2, 3])
print(f"{len(ours)} {len(known)}")
