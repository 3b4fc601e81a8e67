import pytest, time, cProfile, pstats
from datetime import date
pytestmark = pytest.mark.django_db
def test_it(settings):
    from khoso.config.half_year.playing import Play, story_for
    from khoso.stages.programme import actions
    from khoso.foundation.identity import queries
    from khoso.config.reference import register_reference_data
    register_reference_data()
    p=actions.load_programme(actions.plan_82(), by=None); print("tasks",actions.give_to_agencies(p))
    story,ags=story_for(p,seed=82,most=20)
    print(len(ags))
    t=time.time(); play=Play(story,p,ags,until=date(2026,7,20)); print("made",time.time()-t)
    pr=cProfile.Profile(); pr.enable()
    play.play(on_day=lambda d,w: print(d,w,round(time.time()-t,1),flush=True))
    pr.disable(); print(time.time()-t)
    pstats.Stats(pr).sort_stats("cumtime").print_stats(60)
    assert 0
