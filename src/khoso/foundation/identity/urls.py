from django.urls import path

from khoso.foundation.identity import views
from khoso.foundation.identity.agencies import routes as agencies

app_name = "identity"
urlpatterns = [
    path("dang-nhap", views.sign_in, name="sign-in"),
    path("dang-xuat", views.sign_out, name="sign-out"),
    *agencies.urlpatterns,
]
