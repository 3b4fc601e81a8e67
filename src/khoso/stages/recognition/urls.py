from django.urls import path

from khoso.stages.recognition import views

app_name = "recognition"
urlpatterns = [
    path("xac-nhan", views.confirm_queue, name="confirm-queue"),
    path("xac-nhan/<uuid:item_id>", views.confirm, name="confirm"),
]
