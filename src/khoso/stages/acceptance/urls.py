from django.urls import path

from khoso.stages.acceptance import views

app_name = "acceptance"
urlpatterns = [path("nghiem-thu/<uuid:dossier_id>", views.accept, name="accept")]
