from django.urls import path

from khoso.foundation.identity.agencies import routes as agencies
from khoso.foundation.identity.people import routes as people_routes
from khoso.foundation.identity.sign_in import account_views, views

app_name = "identity"
urlpatterns = [
    path("dang-nhap", views.sign_in, name="sign-in"),
    path("dang-nhap/thoi", views.give_up, name="give-up"),
    path("dang-xuat", views.sign_out, name="sign-out"),
    *agencies.urlpatterns,
    *people_routes.urlpatterns,
    path("phien/con-lai", views.session_left, name="session-left"),
    path("phien/tiep-tuc", views.session_goes_on, name="session-goes-on"),
    path("tai-khoan", account_views.account, name="account"),
    path("tai-khoan/phien/<int:session_id>/ket-thuc", account_views.end_session, name="end-session"),
    path("tai-khoan/phien/ket-thuc", account_views.end_other_sessions, name="end-other-sessions"),
]
