from django.urls import path

from khoso.foundation.web import views, views_health, views_home
from khoso.foundation.web.trail import views as trail

app_name = "web"
urlpatterns = [
    path("", views_home.home, name="home"),
    path("he-thong", views_health.health, name="health"),
    path("he-thong/lam-lai", views_health.retry_all_jobs, name="retry-all-jobs"),
    path("he-thong/lam-lai/<int:job_id>", views_health.retry_job, name="retry-job"),
    path("lam-viec-cho", views.act_for, name="act-for"),
    path("suc-khoe", views.alive, name="alive"),
    path("nhat-ky", trail.trail, name="trail"),
    path("nhat-ky/xuat/<str:form>", trail.export, name="trail-export"),
    path("nhat-ky/ai-da-xem/<str:kind>/<str:identifier>", trail.seen, name="trail-seen"),
    path("nhat-ky/da-xem-xet", trail.review, name="trail-review"),
    path("ngon-ngu", views.choose_language, name="language"),
]
