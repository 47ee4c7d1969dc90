#!/usr/bin/env python3
"""Known-item queries of the same kinds as queries-public.tsv, over other titles and other misspellings: what decides
about a constant of the ranking, so that none is fitted to the public set. The same seed gives the same queries.

    python3 benches/own-queries.py ../shared/data [SEED] > own.tsv
    cargo xtask relevance --queries own.tsv

The rules are those of ../shared/data/README.md ("The known-item query set"); 150 queries of each kind. Needs zstd."""
import csv, io, json, random, re, subprocess, sys, unicodedata
data = sys.argv[1]; R = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20260)
N = 150
def zst(p): return subprocess.run(["zstd","-dc",f"{data}/{p}"],capture_output=True,check=True).stdout.decode()
def fold(t):
    t=''.join(c for c in unicodedata.normalize('NFD',t) if not unicodedata.combining(c)).lower()
    return re.sub(r"['’]","",t)
def words(t): return re.findall(r"[a-z0-9]+",fold(t))
STOP=set("a an the of and in on at to for by with from or its his her my is as de la el le".split())
pub=[l.rstrip('\n').split('\t') for l in open(f"{data}/queries-public.tsv",encoding='utf-8')][1:]
used={(l[1],t) for l in pub for t in l[5].split(',')}
miss={}
for l in list(open(f"{data}/misspellings/pairs.tsv",encoding='utf-8'))[1:]:
    w,m,*_=l.rstrip('\n').split('\t')
    w,m=w.lower(),m.lower()
    if re.fullmatch('[a-z]{4,}',w) and re.fullmatch('[a-z]{3,}',m) and w!=m: miss.setdefault(w,[]).append(m)
pubnotes=' '.join(l[7] for l in pub if len(l)>7)
# misspellings that the public set uses are left out
for w in list(miss):
    miss[w]=[m for m in miss[w] if f"{w}>{m}" not in pubnotes]
    if not miss[w]: del miss[w]
def dist(a,b):
    p=list(range(len(b)+1)); pp=None
    for i,x in enumerate(a,1):
        c=[i]
        for j,y in enumerate(b,1):
            v=min(p[j]+1,c[-1]+1,p[j-1]+(x!=y))
            if i>1 and j>1 and x==b[j-2] and a[i-2]==y: v=min(v,pp[j-2]+1)
            c.append(v)
        pp,p=p,c
    return p[-1]
edits=[(w,m) for w,ms in miss.items() for m in ms if dist(w,m)==1]
def slip(name):
    for _ in range(200):
        w,m=R.choice(edits)
        i=0
        while i<min(len(w),len(m)) and w[i]==m[i]: i+=1
        left=w[i-1] if i else ''
        j=0
        while j<min(len(w),len(m))-i and w[-1-j]==m[-1-j]: j+=1
        a,b=w[i:len(w)-j],m[i:len(m)-j]
        places=[k for k in range(1,len(name)+1) if name[k-1:k]==left and name[k:k+len(a)]==a] if left else ([0] if name.startswith(a) and a else [])
        if places:
            k=R.choice(places); return name[:k]+b+name[k+len(a):]
    return None
books={'gutenberg':[], 'goodbooks':[]}
for l in zst('gutenberg/gutenberg.jsonl.zst').splitlines():
    b=json.loads(l)
    young=any('uvenile' in s for s in b['subjects']) or any('hildren' in s for s in b.get('bookshelves') or [])
    au=b['authors'][0]['name'] if b['authors'] else ''
    books['gutenberg'].append(dict(id=str(b['id']),title=b['title'],sur=words(au.split(',')[0])[-1:] ,subjects=b['subjects'],en=b['languages'][:1]==['en'],w=6 if young else 1,rest=b.get('subtitle') or '',all=' '.join(a['name'] for a in b['authors'])))
for b in csv.DictReader(io.StringIO(zst('goodbooks-10k/books.csv.zst'))):
    m=re.match(r'^(.*?)(?:\s*\((.*)\))?$',b['title']); t=m[1] or b['title']
    first=b['authors'].split(', ')[0]
    books['goodbooks'].append(dict(id=b['book_id'],title=t,series=m[2] or '',sur=words(first)[-1:],subjects=[],en=b['language_code'].startswith('en') or not b['language_code'],w=float(b['ratings_count'])**.5,rest=m[2] or '',all=b['authors']))
out=[]
for cat,list_ in books.items():
    post={}; group={}; df={}
    for n,b in enumerate(list_):
        b['tw']=words(re.split(r'[:;(\[]',b['title'])[0]); b['full']=words(b['title'])
        b['every']=set(b['full'])|set(words(b['rest']))|set(words(b['all']))|{w for s in b['subjects'] for w in words(s)}
        for w in b['every']: post.setdefault(w,set()).add(n)
        group.setdefault((' '.join(b['tw']),b['sur'][0] if b['sur'] else ''),[]).append(b['id'])
    pool=[b for b in list_ if b['en'] and b['tw'] and b['sur'] and (cat,b['id']) not in used]
    weights=[b['w'] for b in pool]
    def matching(ws):
        s=None
        for w in ws:
            x=post.get(w,set()); s=x if s is None else s&x
            if not s: return 0
        return len(s or ())
    def take(kind,make,n):
        seen=set(); got=0; tries=0
        while got<n and tries<60000:
            tries+=1
            b=R.choices(pool,weights)[0]
            if b['id'] in seen: continue
            r=make(b)
            if not r: continue
            q,c,_=r
            k=matching([w for w in words(c)]) if kind not in('title_prefix',) else 1
            if kind not in('title','title_prefix','normalised','series_number') and k>20: continue
            seen.add(b['id']); got+=1
            t=group[(' '.join(b['tw']),b['sur'][0])]
            out.append((cat,kind,q,c,','.join(t),k))
    content=lambda b:[w for w in dict.fromkeys(b['tw']) if w not in STOP and len(w)>2]
    def title(b):
        t=re.sub(r'\s+',' ',re.split(r'[:;(\[]',b['title'])[0]).strip().lower()
        return t
    def k_title(b): t=title(b); return (t,t,0)
    def k_prefix(b):
        t=title(b)
        if len(t)<8: return None
        n=int(len(t)*R.uniform(.45,.8))
        while n<len(t) and (t[n-1]==' ' or t[n:n+1]==' '): n+=1
        return (t[:n],t,0) if n<len(t) else None
    def k_author(b):
        c=content(b)
        if not c: return None
        w=min(c,key=lambda w:len(post[w])); l=[b['sur'][0],w]
        if w==b['sur'][0]: return None
        R.shuffle(l); q=' '.join(l); return (q,q,0)
    def k_words(b):
        c=content(b)
        if len(c)<2: return None
        q=' '.join(R.sample(c,2)); return (q,q,0)
    def k_subject(b):
        s=[w for s in b['subjects'] for w in words(s) if len(w)>3 and w not in b['full'] and w not in STOP and w not in('juvenile','fiction')]; c=content(b)
        if not s or not c: return None
        q=f"{R.choice(s)} {R.choice(c)}"; return (q,q,0)
    def k_mtitle(b):
        t=title(b); c=[w for w in content(b) if w in miss]
        if not c: return None
        w=R.choice(c); m=[x for x in miss[w] if dist(w,x)<=2]
        if not m: return None
        return (re.sub(rf'\b{w}\b',R.choice(m),t,count=1),t,0)
    def k_mwords(b):
        c=[w for w in content(b) if w in miss and any(dist(w,x)<=2 for x in miss[w])]
        if len(c)<2: return None
        two=R.sample(c,2)
        return (' '.join(R.choice([x for x in miss[w] if dist(w,x)<=2]) for w in two),' '.join(two),0)
    def k_mauthor(b):
        c=content(b); s=b['sur'][0]
        if not c or len(s)<4: return None
        m=slip(s)
        if not m or m==s: return None
        w=min(c,key=lambda w:len(post[w])) if R.random()<.5 else R.choice(c)
        return (f"{m} {w}",f"{s} {w}",0)
    def k_norm(b):
        t=title(b); q=' '.join(words(t.replace('&',' ')))
        return (q,t,0) if q!=t and re.search(r"[^a-z0-9 ]",t) else None
    def k_series(b):
        m=re.fullmatch(r'([^#;]+?),? #(\d+)',b.get('series',''))
        if not m: return None
        q=' '.join(words(m[1]))+' '+m[2]; return (q,q,0)
    kinds=[('title',k_title),('title_prefix',k_prefix),('author_title',k_author),('title_words',k_words),('misspelled_title',k_mtitle),('misspelled_words',k_mwords),('misspelled_author',k_mauthor),('normalised',k_norm)]
    if cat=='gutenberg': kinds.append(('subject_title',k_subject))
    else: kinds.append(('series_number',k_series))
    for k,f in kinds: take(k,f,N)
print("qid\tcatalogue\ttype\tquery\tclean_query\ttargets\trecords_matching_all_clean_words\tnote")
for n,o in enumerate(out): print('\t'.join([f"o{n:04}",*map(str,o),'']))
