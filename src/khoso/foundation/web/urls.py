from django.urls import path

from khoso.foundation.web import views

app_name = "web"
urlpatterns = [
    path("suc-khoe", views.alive, name="alive"),
    path("ngon-ngu", views.choose_language, name="language"),
]
