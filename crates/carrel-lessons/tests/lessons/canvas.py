"""Reads a cartridge as Canvas imports it, and says what the course would have.

Argument: the folder of an unpacked cartridge. Prints one line a thing, fields parted by tabs:
  module   title, then the kinds and targets of its items
  file     path
  quiz     title, kind, tries
  question kind, points, prompt, what is always said, what is said to a wrong answer, then for each answer weight, text, comment
A line "lost" names what Canvas would drop without a word. No part of Canvas is here: the rules are facts of its published
importer (canvas-lms: lib/cc/importer/standard, gems/plugins/qti_exporter, gems/canvas_sanitize) and of QTIMigrationTool, which it
runs first. What it cannot tell: how Canvas draws a question, what New Quizzes makes of it, and what a school has switched off.
"""
import html.parser, os, re, sys
import xml.etree.ElementTree as ET

folder = sys.argv[1]
# What its sanitizer leaves of HTML, and where a picture may come from.
ELEMENTS = set("""a b blockquote br caption cite code col hr h1 h2 h3 h4 h5 h6 del ins iframe font colgroup dd div dl dt em figure
figcaption i img li ol p pre q small span strike strong sub sup table tbody td tfoot th thead tr u ul object embed param video
audio""".split())
TYPES = {"multiple_choice_question", "multiple_answers_question", "true_false_question", "short_answer_question", "essay_question"}


def one_line(text):
    return re.sub(r"[\t\n\r]", " ", text or "")


def say(*fields):
    print("\t".join(one_line(str(field)) for field in fields))


def name(node):
    return node.tag.rsplit("}", 1)[-1]


def all_of(node, tag):
    return [child for child in node.iter() if name(child) == tag]


def child(node, tag):
    return next((one for one in node if name(one) == tag), None)


manifest = ET.parse(os.path.join(folder, "imsmanifest.xml")).getroot()
resources = {r.get("identifier"): r for r in all_of(manifest, "resource")}
paths = {}
for ident, resource in resources.items():
    if resource.get("type") == "webcontent":
        href = resource.get("href") or child(resource, "file").get("href")
        paths[href] = ident
        if os.path.isfile(os.path.join(folder, href)):
            say("file", href)
        else:
            say("lost", "file", href)


class Html(html.parser.HTMLParser):
    def handle_starttag(self, tag, attributes):
        if tag not in ELEMENTS:
            say("lost", "element", tag)
        source = dict(attributes).get("src", "") if tag == "img" else None
        if source is None:
            return
        inside = re.sub(r"^\$IMS[-_]CC[-_]FILEBASE\$/?", "", source)
        if inside != source:
            if inside not in paths:
                say("lost", "picture", source)
        elif not source or re.match(r"[a-z0-9+.&;#-]*:", source, re.I) and not re.match("https?:", source):
            say("lost", "picture", source[:30])


def checked(text):
    Html().feed(text)
    return text


def words(node):
    return checked("".join(t.text or "" for t in all_of(node, "mattext")))


def field(node, label):
    for one in all_of(node, "qtimetadatafield"):
        if child(one, "fieldlabel").text == label:
            return child(one, "fieldentry").text
    return None


def modules():
    """Folders below the root are modules; items that are in none all share one."""
    shared = None
    for item in (i for o in all_of(manifest, "organization") for root in o if name(root) == "item" for i in root if name(i) == "item"):
        if item.get("identifierref"):
            shared = shared or ["Misc Module"]
            shared += target(item)
            continue
        module = [child(item, "title").text]
        for one in item:
            if name(one) == "item" and one.get("identifierref"):
                module += target(one)
        yield module
    if shared:
        yield shared


def target(item):
    resource = resources.get(item.get("identifierref"))
    if resource is None:
        say("lost", "item", item.get("identifier"))
        return []
    kind = resource.get("type")
    if kind.endswith("assessment"):
        return ["quiz", item.get("identifierref")]
    return ["file" if kind == "webcontent" else kind, resource.get("href")]


def choices(item, many, comments):
    """Each condition in turn: of a bare one the first answer it names, of several answers those it wants all of."""
    found = {}
    for label in all_of(item, "response_label"):
        found[label.get("ident")] = [0, words(label), ""]
    for condition in all_of(item, "respcondition"):
        linked = [f.get("linkrefid") for f in all_of(condition, "displayfeedback")]
        whole = any(float(v.text) > 0 for v in all_of(condition, "setvar") if v.get("varname") == "SCORE")
        variables = all_of(condition, "conditionvar")[0]
        together = child(variables, "and")
        wanted = [v for v in together if name(v) == "varequal"] if together is not None else []
        if many and wanted:
            named = [(v.text.strip(), 100) for v in wanted]
        else:
            first = all_of(variables, "varequal")[:1]
            named = [(v.text.strip(), 100 if whole else 0) for v in first]
        for ident, weight in named:
            if ident in found:
                found[ident][0] = weight
                if linked and not found[ident][2]:
                    found[ident][2] = comments.get(linked[0], "")
    return list(found.values())


def blanks(item):
    found = []
    for value in all_of(item, "varequal"):
        if value.text and value.text not in found:
            found.append(value.text)
    return [[100, text, ""] for text in found]


def question(item):
    kind = field(item, "question_type")
    points = field(item, "cc_weighting") or field(item, "points_possible") or "1"
    said = {f.get("ident"): words(f) for f in all_of(item, "itemfeedback")}
    always = wrong = ""
    for ident, text in said.items():
        if re.search(r"wrong|incorrect|_IC$", ident, re.I):
            wrong = text
        elif re.search(r"correct|_C$", ident, re.I):
            say("lost", "feedback", ident)
        elif re.search(r"general_|_all", ident, re.I):
            always = text
    if kind not in TYPES:
        say("lost", "kind", kind)
    if all_of(item, "response_label"):
        many = all_of(item, "response_lid")[0].get("rcardinality") == "Multiple"
        answers = choices(item, many, said)
        if not any(a[0] for a in answers):
            say("lost", "right answer", item.get("ident"))
        told = {a[2] for a in answers}
    else:
        answers = blanks(item)
        # A question to write in that no answer is right of is one for the teacher.
        kind = "short_answer_question" if answers else "essay_question"
        told = set()
    for ident, text in said.items():
        if text not in told | {always, wrong}:
            say("lost", "feedback", ident)
    presentation = all_of(item, "presentation")[0]
    prompt = words(child(presentation, "material"))
    say("question", kind, float(points), prompt, always, wrong, *(f for answer in answers for f in answer))


for module in modules():
    say("module", *module)
for ident, resource in resources.items():
    if not resource.get("type").startswith("imsqti"):
        continue
    for one in resource:
        if name(one) == "dependency" and one.get("identifierref") not in resources:
            say("lost", "dependency", one.get("identifierref"))
    root = ET.parse(os.path.join(folder, child(resource, "file").get("href"))).getroot()
    assessment = all_of(root, "assessment")[0]
    test = re.search("examination|test|quiz", field(assessment, "qmd_assessmenttype") or "", re.I)
    tries = field(assessment, "cc_maxattempts") or "1"
    say("quiz", assessment.get("title"), "assignment" if test else "practice", -1 if tries == "unlimited" else int(tries))
    for item in all_of(assessment, "item"):
        question(item)
