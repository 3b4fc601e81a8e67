from django.urls import path

from khoso.foundation.web import views, views_home

app_name = "web"
urlpatterns = [
    path("", views_home.home, name="home"),
    path("suc-khoe", views.alive, name="alive"),
    path("ngon-ngu", views.choose_language, name="language"),
]
