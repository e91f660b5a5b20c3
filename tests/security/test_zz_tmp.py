import time, collections, sys, logging
logging.disable(logging.CRITICAL)
F=open("/tmp/kp/zz.log","w",buffering=1)
_p=print
def print(*a): _p(*a,file=F)
from tests.factories.office import SECRET
from tests.security.test_addresses import every
def test_paths(furnished, sign_in):
    t=time.process_time(); t0=time.time()
    paths=list(every(furnished.world, with_machine=True)); print("learn", time.process_time()-t, len(paths), len({a.route for a,_ in paths}))
    missing={a.route for a in __import__("tests.security.addresses",fromlist=["x"]).addresses()}-{a.route for a,_ in paths}
    print("MISSING", missing)
    for who in ("clerk_b",):
        b=sign_in(getattr(furnished.world,who)); b.raise_request_exception=False
        t=time.process_time(); slow=[]; codes=collections.Counter()
        for a,p in paths:
            s=time.process_time()
            r=b.get(p); body=r.getvalue(); codes[r.status_code]+=1
            slow.append((round(time.process_time()-s,2),p))
            if r.status_code>=500: print("500", who, p)
            if who=="clerk_b" and r.status_code==200 and SECRET.encode() in body:
                i=body.index(SECRET.encode()); print("LEAK", p, body[max(0,i-150):i+60].decode(errors="replace").replace("\n"," "))
        print(who, time.process_time()-t, codes, sorted(slow)[-12:])
