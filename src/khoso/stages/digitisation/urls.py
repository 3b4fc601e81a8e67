from django.urls import path

from khoso.stages.digitisation import views

app_name = "digitisation"
urlpatterns = [
    path("lo-giao-nop", views.delivery_list, name="delivery-list"),
    path("lo-giao-nop/<uuid:delivery_id>", views.delivery, name="delivery"),
    path("lo-giao-nop/<uuid:delivery_id>/tien-do", views.delivery_progress, name="delivery-progress"),
]
